import type { Metric } from "../catalogue/metric.ts";

/** Seconds between the samples of a fixture, promtool's `interval`; tests of long windows take longer ones. */
export const fixtureInterval = 15;

/** One input series of a promtool test; `values` writes promtool's notation for a number of steps of so many seconds. */
export interface SeriesFixture {
  readonly series: string;
  readonly values: (steps: number, interval: number) => string;
}

type Labels = Readonly<Record<string, string>>;

function named(name: string, labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${name}{${pairs.join(",")}}`;
}

/** A gauge that stays at one value. */
export const constant = (metric: Metric, labels: Labels, value: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps) => `${value}x${steps}`,
});

/** A gauge with one sample, at the beginning. */
export const once = (metric: Metric, labels: Labels, value: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: () => String(value),
});

/** A gauge at one value, with a sample only every so many seconds. */
export const sparse = (metric: Metric, labels: Labels, value: number, every: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps, interval) => {
    const period = Math.max(1, Math.floor(every / interval));
    return Array.from({ length: steps + 1 }, (_, step) => (step % period === 0 ? value : "_")).join(" ");
  },
});

/** A gauge that moves evenly between two values in the course of the test. */
export const ramp = (metric: Metric, labels: Labels, from: number, to: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps) => `${from}${signed((to - from) / steps)}x${steps}`,
});

/** A gauge that starts at a value and grows evenly, such as a time. */
export const rising = (metric: Metric, labels: Labels, from: number, perSecond: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps, interval) => `${from}${signed(perSecond * interval)}x${steps}`,
});

/** A series that ends after some seconds, like all of a process that stops. */
export const ending = (fixture: SeriesFixture, afterSeconds: number): SeriesFixture => ({
  series: fixture.series,
  values: (_, interval) => fixture.values(Math.floor(afterSeconds / interval), interval),
});

/** A counter that stands still before it grows. */
export const startingAfter = (seconds: number, fixture: SeriesFixture): SeriesFixture => ({
  series: fixture.series,
  values: (steps, interval) => {
    const idle = Math.floor(seconds / interval);
    return `0x${idle} ${fixture.values(Math.max(0, steps - idle - 1), interval)}`;
  },
});

/** Series that go on as others of the same names in the last seconds of the test; a counter begins anew. */
export const turning = (
  before: readonly SeriesFixture[],
  after: readonly SeriesFixture[],
  lastSeconds: number,
): readonly SeriesFixture[] =>
  before.map(({ series, values }, index) => ({
    series,
    values: (steps, interval) => {
      const last = Math.min(steps, Math.ceil(lastSeconds / interval));
      return `${values(Math.max(0, steps - last - 1), interval)} ${after[index]?.values(last, interval)}`;
    },
  }));

/** A series that takes one value after the other, each for an equal part of the test. */
export const stages = (metric: Metric, labels: Labels, values: readonly number[]): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps) => values.map((value) => `${value}x${Math.ceil(steps / values.length)}`).join(" "),
});

/** A gauge that stays at one value, but falls to another for one sample every so many seconds. */
export const dipping = (metric: Metric, labels: Labels, usual: number, low: number, every: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps, interval) => {
    const period = Math.max(1, Math.floor(every / interval));
    return Array.from({ length: steps + 1 }, (_, step) => (step % period === 0 ? low : usual)).join(" ");
  },
});

/** A counter that grows evenly. */
export const growing = (metric: Metric, labels: Labels, perSecond: number): SeriesFixture =>
  count(metric.name, labels, perSecond);

/** A counter that grows once, at the beginning, and stands still ever after. */
export const stopped = (metric: Metric, labels: Labels, amount: number): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps) => `0 ${amount}x${steps}`,
});

/** A series with these values, one a sample, and then no more. */
export const gone = (metric: Metric, labels: Labels, ...values: readonly number[]): SeriesFixture => ({
  series: named(metric.name, labels),
  values: () => `${values.join(" ")} stale`,
});

/** A counter that is there only after some time, and then grows evenly. */
export const appearing = (
  metric: Metric,
  labels: Labels,
  { after, perSecond }: { readonly after: number; readonly perSecond: number },
): SeriesFixture => ({
  series: named(metric.name, labels),
  values: (steps, interval) => {
    const missing = Math.ceil(after / interval);
    return `_x${missing} 0${signed(perSecond * interval)}x${Math.max(1, steps - missing)}`;
  },
});

const count = (name: string, labels: Labels, perSecond: number): SeriesFixture => ({
  series: named(name, labels),
  values: (steps, interval) => `0${signed(perSecond * interval)}x${steps}`,
});

const signed = (step: number): string => (step < 0 ? String(step) : `+${step}`);

/**
 * A histogram, fed evenly, whose quantile `q` is exactly `value`: PromQL interpolates within a bucket, so the
 * observations are split around the bucket that holds the value. The value must lie below the last bound.
 */
export function distribution(
  metric: Metric<string, "histogram">,
  labels: Labels,
  q: number,
  value: number,
  perSecond: number,
): readonly SeriesFixture[] {
  const upper = metric.buckets.findIndex((bound) => value <= bound);
  if (upper === -1) throw new Error(`${metric.name} has no bucket for ${value}`);
  const low = upper === 0 ? 0 : (metric.buckets[upper - 1] as number);
  const position = (value - low) / ((metric.buckets[upper] as number) - low);
  const below = position <= q ? (q - position) / (1 - position) : 0;
  const upTo = position <= q ? 1 : q / position;
  const share = (index: number): number => (index < upper ? below : index === upper ? upTo : 1);
  const buckets = metric.buckets.map((bound, index) =>
    count(`${metric.name}_bucket`, { ...labels, le: String(bound) }, share(index) * perSecond),
  );
  return [...buckets, count(`${metric.name}_bucket`, { ...labels, le: "+Inf" }, perSecond)];
}

/** A histogram, fed evenly with one value. */
export const observing = (
  metric: Metric<string, "histogram">,
  labels: Labels,
  value: number,
  perSecond: number,
): readonly SeriesFixture[] => [
  ...metric.buckets.map((bound) =>
    count(`${metric.name}_bucket`, { ...labels, le: String(bound) }, value <= bound ? perSecond : 0),
  ),
  count(`${metric.name}_bucket`, { ...labels, le: "+Inf" }, perSecond),
  count(`${metric.name}_sum`, labels, value * perSecond),
  count(`${metric.name}_count`, labels, perSecond),
];

/** Just on the firing and on the quiet side of a threshold that a value must exceed. */
export const justAbove = (threshold: number): number => threshold * 1.02;
export const justBelow = (threshold: number): number => threshold * 0.98;
