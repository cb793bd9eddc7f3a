import { Gauge, Registry } from "prom-client";
import type { Metric } from "../../catalogue/metric.ts";

/** A value for one series. */
export interface Sample {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A sample whose labels are the metric's own. */
export const sample = <L extends string>(metric: Metric<L>, value: number, labels: Record<L, string>): Sample => ({
  metric,
  labels,
  value,
});

/** A page in Prometheus' text format. */
export interface Page {
  readonly contentType: string;
  readonly text: string;
}

/** A page with these samples and no others: what has no sample now leaves no trace of what it was before. */
export async function pageOf(samples: readonly Sample[]): Promise<Page> {
  const registry = new Registry();
  for (const [metric, of] of Map.groupBy(samples, (each) => each.metric)) {
    if (metric.type !== "gauge") throw new Error(`${metric.name} is a ${metric.type}; the page has gauges only`);
    const { name, help, labels } = metric;
    const gauge = new Gauge({ name, help, labelNames: Object.keys(labels), registers: [registry] });
    for (const { labels: values, value } of of) gauge.set(values, value);
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}
