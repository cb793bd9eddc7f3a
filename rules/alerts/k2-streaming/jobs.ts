import { recordsIngested } from "../../../catalogue/k2-bronze.ts";
import { recordsByExchange } from "../../../catalogue/k2-gold.ts";
import { type Layer, layers } from "../../../catalogue/k2-layer.ts";
import { recordsValid, silver, silverJob } from "../../../catalogue/k2-silver.ts";
import { streamingJobs } from "../../../catalogue/k2-streaming.ts";
import {
  absent,
  andOn,
  counterOf,
  equals,
  gaugeOf,
  greater,
  increase,
  less,
  or,
  rate,
  sum,
} from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { durationSeconds } from "../../../settings/duration.ts";
import { alert } from "../../alert.ts";
import { constant, growing, justAbove, justBelow, startingAfter } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { serviceOfLayer, source, target } from "./series.ts";

export const streamingJobDown = alert({
  name: "StreamingJobDown",
  component: "streaming",
  jobs: streamingJobs,
  // Each of the jobs is a service of its own name.
  service: "{{ $labels.job }}",
  severity: "critical",
  for: "2m",
  panel: "k2-streaming-overview/pipeline-health",
  relations: { stops: { jobs: streamingJobs, by: "job" } },
  summary: "A streaming job is down",
  description: ({ for: wait }) =>
    'Prometheus has had no answer from {{ $labels.job }} ({{ or $labels.instance "no target left" }}) for more than ' +
    `${wait}; its layer stands still.`,
  // Where no target of a job is left there is no series that could be 0.
  expression: (_, fed) =>
    fed
      .map((job): Expression => {
        const target = gaugeOf(up, { job: job.name });
        return or(equals(target, 0), absent(target));
      })
      .reduce((all, one) => or(all, one)),
  proof: () => {
    const state = (value: number) => layers.map((layer) => constant(up, target(layer), value));
    const without = (gone: Layer) => ({
      series: layers.filter((layer) => layer !== gone).map((layer) => constant(up, target(layer), 1)),
      labels: { job: target(gone).job },
    });
    return {
      fires: state(0),
      alsoFires: Object.fromEntries(layers.map((layer) => [`no target of ${layer}`, without(layer)])),
      quiet: {
        "all answer": state(1),
        "another pipeline's job is down": [...state(1), constant(up, { job: "k2-spark", instance: "a:4040" }, 0)],
      },
      whenAbsent: "fires",
    };
  },
});

const perExchange = ["layer", "exchange"] as const;

/** The markets are open day and night, so that nothing at all is a fault, of the first layer that has nothing. */
export const noThroughput = alert({
  name: "NoThroughput",
  component: "streaming",
  jobs: streamingJobs,
  service: serviceOfLayer,
  severity: "critical",
  for: "10m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.01,
      unit: "messagesPerSecond",
      min: 0.0001,
      max: 1e6,
      source: "less than a record a minute and a half; neither exchange is ever that quiet",
    },
  },
  panel: "k2-streaming-overview/throughput-by-exchange",
  relations: { stops: { jobs: streamingJobs, by: "layer", whole: true, same: ["exchange"] } },
  summary: "No data comes through a layer",
  description: ({ numbers }) =>
    `{{ $labels.layer }} writes ${valueTemplate("messagesPerSecond")} of {{ $labels.exchange }} (expected at least ${formatValue(numbers.threshold, "messagesPerSecond")}), although the layer before it delivers.`,
  expression: ({ numbers: { threshold }, window }) => {
    const bronze = sum(rate(counterOf(recordsIngested), window), perExchange);
    const silver = sum(rate(counterOf(recordsValid), window), perExchange);
    const gold = sum(rate(counterOf(recordsByExchange), window), perExchange);
    // A layer whose source has nothing for it is not to blame.
    const idle = (layer: Expression, before: Expression) =>
      andOn(less(layer, threshold), ["exchange"], greater(before, threshold));
    return or(or(less(bronze, threshold), idle(silver, bronze)), idle(gold, silver));
  },
  proof: ({ numbers: { threshold }, for: wait }) => {
    const some = justAbove(threshold);
    const none = justBelow(threshold);
    const flow = (bronze: number, silver: number, gold: number) => [
      growing(recordsIngested, source("bronze"), bronze),
      growing(recordsValid, source("silver"), silver),
      growing(recordsByExchange, source("gold"), gold),
    ];
    const idle = 0.4 * (durationSeconds(wait) ?? 0);
    return {
      fires: flow(some, none, none),
      alsoFires: {
        "Bronze, and no other": { series: flow(none, none, none), labels: { layer: "bronze" } },
        "Gold, and no other": { series: flow(some, some, none), labels: { layer: "gold" } },
      },
      quiet: {
        "just above the threshold": flow(some, some, some),
        // Then Bronze's own alert tells.
        "Bronze is gone, and so is work for the others": flow(some, none, none).slice(1),
        "nothing at first": flow(some, some, some).map((series) => startingAfter(idle, series)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const silverProcessingBehind = alert({
  name: "SilverProcessingBehind",
  component: "silver",
  jobs: [silverJob],
  severity: "warning",
  for: "10m",
  window: "10m",
  numbers: {
    threshold: { default: 3, unit: "events", min: 0, max: 10_000, source: "k2-streaming.md, Alert Rules" },
  },
  panel: "k2-streaming-performance/batches-falling-behind",
  summary: "Silver keeps falling behind",
  description: ({ numbers, window }) =>
    `${valueTemplate("events")} batches of {{ $labels.exchange }} took longer than the trigger interval in ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers, window }) =>
    greater(sum(increase(counterOf(silver.batchesBehind), window), ["exchange"]), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const behind = (batches: number) => [
      growing(silver.batchesBehind, source("silver"), batches / (durationSeconds(window) ?? 1)),
    ];
    return {
      fires: behind(justAbove(threshold)),
      quiet: { "just below the threshold": behind(justBelow(threshold)), "all in time": behind(0) },
      whenAbsent: "quiet",
    };
  },
});
