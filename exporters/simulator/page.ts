import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Metric } from "../../catalogue/metric.ts";
import type { Effects, Sample } from "./model.ts";
import { allLabels, firstLabels } from "./series.ts";

type Instrument =
  | { readonly kind: "counter"; readonly client: Counter }
  | { readonly kind: "gauge"; readonly client: Gauge }
  | { readonly kind: "histogram"; readonly client: Histogram };

type ClientOf<K extends Instrument["kind"]> = Extract<Instrument, { kind: K }>["client"];

/** A page of metrics in Prometheus' text format. */
export interface Page {
  readonly registry: Registry;
  readonly contentType: string;
  readonly text: () => Promise<string>;
  /** Takes in what concerns the page's metrics. */
  readonly apply: (effects: Effects) => void;
}

/** The client's metric for a metric of the catalogue. Counters, unless bare, and histograms start with every known series at 0. */
function instrument(metric: Metric, registry: Registry, bare: boolean): Instrument {
  const { name, help } = metric;
  const common = { name, help, labelNames: Object.keys(metric.labels), registers: [registry] };
  switch (metric.type) {
    case "counter": {
      const client = new Counter(common);
      if (!bare) for (const labels of allLabels(metric)) client.inc(labels, 0);
      return { kind: "counter", client };
    }
    case "histogram": {
      // A copy, because the client freezes what it is given.
      const client = new Histogram({ ...common, buckets: [...metric.buckets] });
      for (const labels of allLabels(metric)) client.zero(labels);
      return { kind: "histogram", client };
    }
    case "gauge":
      return { kind: "gauge", client: new Gauge(common) };
    case "info": {
      const client = new Gauge(common);
      client.set(firstLabels(metric), 1);
      return { kind: "gauge", client };
    }
    default:
      return metric.type satisfies never;
  }
}

/** A page with the given metrics and nothing else; `bare`: only with those gauges and counters that are named each time. */
export function createPage(metrics: readonly Metric[], bare = false): Page {
  const registry = new Registry();
  const instruments = new Map(metrics.map((metric) => [metric, instrument(metric, registry, bare)]));

  const find = <K extends Instrument["kind"]>({ metric }: Sample, kind: K): ClientOf<K> => {
    const found = instruments.get(metric);
    if (found?.kind !== kind) throw new Error(`${metric.name} is not a ${kind} of this page`);
    return found.client as ClientOf<K>;
  };

  const belongs = ({ metric }: Sample): boolean => instruments.has(metric);

  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    apply: ({ gauges, increases, observations }) => {
      const shown = new Set(gauges.map(({ metric }) => metric));
      const counted = new Set(increases.map(({ metric }) => metric));
      for (const [metric, { kind, client }] of instruments) {
        // All gauges, those of which no series is left as well; an info stays what it is.
        if (metric.type === "gauge" && kind === "gauge") {
          client.reset();
          // Without labels the client would go on to show it, as 0.
          if (!shown.has(metric)) registry.removeSingleMetric(metric.name);
          else if (registry.getSingleMetric(metric.name) === undefined) registry.registerMetric(client);
        }
        if (bare && kind === "counter" && !counted.has(metric)) client.reset();
      }
      for (const sample of gauges.filter(belongs)) find(sample, "gauge").set(sample.labels, sample.value);
      for (const sample of increases.filter(belongs)) find(sample, "counter").inc(sample.labels, sample.value);
      for (const sample of observations.filter(belongs)) {
        find(sample, "histogram").observe(sample.labels, sample.value);
      }
    },
  };
}
