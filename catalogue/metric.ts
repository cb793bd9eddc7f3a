/** What a metric is. Flink, for one, exports counters as gauges: `type` says what the number means, not what the page claims. */
export type MetricType = "counter" | "gauge" | "histogram" | "info";

/**
 * Units of a metric's value. Ours are Prometheus' base units, and end the metric's name; the second line is what other
 * systems expose and cannot be told to change. `none` for flags and infos.
 */
export type Unit =
  | ("seconds" | "bytes" | "ratio" | "messages" | "records" | "rows" | "cores" | "count" | "none")
  | ("milliseconds" | "percent" | "perSecond" | "bytesPerSecond");

/**
 * The values a label may take. `closed`: these and no others, a matcher on another value is a fault.
 * `open`: named by users (topics, partitions), at most `upTo` of them; `examples` feed the simulator and the tests.
 */
export type LabelValues =
  | { readonly kind: "closed"; readonly values: readonly string[] }
  | { readonly kind: "open"; readonly upTo: number; readonly examples: readonly string[] };

/** A metric, declared once; rules, panels, the simulator and the series budget refer to this object. */
export interface Metric<L extends string = string, T extends MetricType = MetricType> {
  readonly name: string;
  readonly type: T;
  readonly help: string;
  readonly unit: Unit;
  readonly labels: Readonly<Record<L, LabelValues>>;
  /** Upper bounds of a histogram's buckets, in the metric's unit, without +Inf. */
  readonly buckets: readonly number[];
  /** Its name on the recorded page, where names that users give are part of it and those of the page are others. */
  readonly recordedAs?: string;
}

type Declaration<L extends string> = {
  readonly name: string;
  readonly help: string;
  readonly unit?: Unit;
  readonly labels?: Readonly<Record<L, LabelValues>>;
  readonly recordedAs?: string;
};

export const closed = (...values: readonly string[]): LabelValues => ({ kind: "closed", values });
export const open = (upTo: number, ...examples: readonly string[]): LabelValues => ({
  kind: "open",
  upTo,
  examples,
});

function declare<L extends string, T extends MetricType>(
  type: T,
  { name, help, unit = "none", labels, recordedAs }: Declaration<L>,
  buckets: readonly number[] = [],
): Metric<L, T> {
  return {
    ...{ name, type, help, unit, labels: labels ?? ({} as Record<L, LabelValues>), buckets },
    ...(recordedAs === undefined ? {} : { recordedAs }),
  };
}

/** A number that only grows, and starts at zero with its process; its name ends in `_total`. */
export const counter = <const L extends string = never>(declaration: Declaration<L>): Metric<L, "counter"> =>
  declare("counter", declaration);

/** A number that goes up and down. */
export const gauge = <const L extends string = never>(declaration: Declaration<L>): Metric<L, "gauge"> =>
  declare("gauge", declaration);

/** A constant 1 whose labels carry what is to be known. */
export const info = <const L extends string = never>(declaration: Declaration<L>): Metric<L, "info"> =>
  declare("info", declaration);

/** A distribution over buckets; a threshold on one of its quantiles must lie below the last bound. */
export const histogram = <const L extends string = never>(
  declaration: Declaration<L> & { readonly buckets: readonly number[] },
): Metric<L, "histogram"> => declare("histogram", declaration, declaration.buckets);

/** The names under which a metric's samples appear. */
export function sampleNames(metric: Metric): readonly string[] {
  return metric.type === "histogram"
    ? [`${metric.name}_bucket`, `${metric.name}_sum`, `${metric.name}_count`]
    : [metric.name];
}

/** The most series that one target can have of a metric: the product of its labels' bounds, times the parts of a histogram. */
export function seriesBudget(metric: Metric): number {
  const combinations = Object.values<LabelValues>(metric.labels)
    .map((label) => (label.kind === "closed" ? label.values.length : label.upTo))
    .reduce((product, bound) => product * bound, 1);
  // A histogram has a series per bound, one for +Inf, a sum and a count.
  return metric.type === "histogram" ? combinations * (metric.buckets.length + 3) : combinations;
}
