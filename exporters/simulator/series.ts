import type { LabelValues, Metric } from "../../catalogue/metric.ts";

/** The values of a label that the catalogue knows: all of a closed one, the examples of an open one. */
export function knownValues(label: LabelValues): readonly string[] {
  switch (label.kind) {
    case "closed":
      return label.values;
    case "open":
      return label.examples;
    default:
      return label satisfies never;
  }
}

/** The value a label has where there is only one. */
export function firstValue(label: LabelValues): string {
  const [first] = knownValues(label);
  if (first === undefined) throw new Error("the catalogue gives no value of the label");
  return first;
}

/** Every combination of a metric's known label values. */
export const allLabels = (metric: Metric): readonly Record<string, string>[] =>
  Object.entries(metric.labels).reduce<readonly Record<string, string>[]>(
    (combinations, [name, label]) =>
      combinations.flatMap((labels) => knownValues(label).map((value) => ({ ...labels, [name]: value }))),
    [{}],
  );

/** The labels of a metric's only series. */
export const firstLabels = <L extends string>(metric: Metric<L>): Record<L, string> =>
  Object.fromEntries(
    Object.entries<LabelValues>(metric.labels).map(([name, label]) => [name, firstValue(label)]),
  ) as Record<L, string>;
