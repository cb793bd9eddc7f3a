import { recordsIngested } from "../../catalogue/k2-bronze.ts";
import { recordsByExchange } from "../../catalogue/k2-gold.ts";
import { cpuLimit } from "../../catalogue/k2-layer.ts";
import { recordsValid } from "../../catalogue/k2-silver.ts";
import { streamingJobs } from "../../catalogue/k2-streaming.ts";
import {
  avg,
  avgOverTime,
  counterOf,
  divide,
  divideOn,
  gaugeOf,
  min,
  rate,
  sum,
} from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { noThroughput } from "../../rules/alerts/k2-streaming/jobs.ts";
import { endToEndLatencyHigh } from "../../rules/alerts/k2-streaming/lag.ts";
import { silverDlqRateCritical, silverDlqRateElevated } from "../../rules/alerts/k2-streaming/quality.ts";
import { streamingJobMemoryHigh } from "../../rules/alerts/k2-streaming/spark.ts";
import { cpuUsage, memoryLimit, memoryUsed } from "../../rules/recording/k2-streaming/drivers.ts";
import { endToEndLatency, late } from "../../rules/recording/k2-streaming/latency.ts";
import { dlqRatio } from "../../rules/recording/k2-streaming/rates.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

// Panels of the document have its numbers as ids; those that it does not have begin at 11.
function panels({ tuning }: PanelContext) {
  const latency = tuning(endToEndLatencyHigh).numbers.threshold;
  const throughput = tuning(noThroughput);
  const least = throughput.numbers.threshold;
  const critical = tuning(silverDlqRateCritical);
  const elevated = tuning(silverDlqRateElevated).numbers.threshold;
  const memory = tuning(streamingJobMemoryHigh).numbers.threshold;
  const perExchange = ["layer", "exchange"];
  const jobs = streamingJobs.map(({ name }) => name).join("|");
  return flow([
    {
      id: 1,
      key: "pipeline-health",
      title: "Pipeline Health",
      description:
        "Share of each layer's jobs that answer Prometheus. Green: Running. Yellow: Degraded, some do not answer. Red: Down, none does. StreamingJobDown fires for each that does not.",
      kind: "stat",
      unit: "percentunit",
      queries: [{ expression: avg(gaugeOf(up, { job: { matches: jobs } }), ["layer"]), legend: "{{layer}}" }],
      steps: [
        { value: 0, color: "red" },
        { value: 0.001, color: "yellow" },
        { value: 1, color: "green" },
      ],
      width: 24,
      height: 4,
    },
    {
      id: 2,
      key: "end-to-end-latency",
      title: "End-to-End Latency",
      description: `How late each layer is with an exchange's data, since Kafka took it; grows while a query stands still. Good: below the SLA, ${formatValue(latency, "seconds")}. Above it EndToEndLatencyHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: gaugeOf(endToEndLatency), legend: "{{layer}} {{exchange}}" }],
      steps: [{ value: latency, color: "red" }],
      ...half,
    },
    {
      id: 3,
      key: "throughput-by-exchange",
      title: "Throughput by Exchange",
      description: `Records per second through each layer. Good: steady, and alike in all three. Below ${formatValue(least, "messagesPerSecond")} in a layer whose source delivers, NoThroughput fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(recordsIngested), throughput.window), perExchange),
          legend: "{{layer}} {{exchange}}",
        },
        {
          expression: sum(rate(counterOf(recordsValid), throughput.window), perExchange),
          legend: "{{layer}} {{exchange}}",
        },
        {
          expression: sum(rate(counterOf(recordsByExchange), throughput.window), perExchange),
          legend: "{{layer}} {{exchange}}",
        },
      ],
      steps: [{ value: least, color: "red" }],
      ...half,
    },
    {
      id: 4,
      key: "dlq-rate",
      title: "DLQ Rate",
      description: `Share of an exchange's records that fail validation. Good: well below ${formatValue(elevated, "ratio")}, where SilverDLQRateElevated fires; above ${formatValue(critical.numbers.threshold, "ratio")} SilverDLQRateCritical does.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: dlqRatio(critical.window), legend: "{{exchange}}" }],
      steps: [
        { value: elevated, color: "yellow" },
        { value: critical.numbers.threshold, color: "red" },
      ],
      ...half,
    },
    {
      id: 5,
      key: "resource-utilization",
      title: "Resource Utilization",
      description: `Shares of the processors and of the heap that each driver uses. Good: green, with some yellow of memory before garbage is collected. Red begins at ${formatValue(memory, "ratio")}: with memory there for long StreamingJobMemoryHigh fires.`,
      kind: "status-history",
      unit: "percentunit",
      decimals: 0,
      queries: [
        {
          // The processors are told on the pages of the jobs, whose instances have other ports than Spark's.
          expression: divideOn(gaugeOf(cpuUsage), ["layer"], min(gaugeOf(cpuLimit), ["layer"])),
          legend: "{{layer}} {{instance}} CPU",
        },
        { expression: divide(gaugeOf(memoryUsed), gaugeOf(memoryLimit)), legend: "{{layer}} {{instance}} memory" },
      ],
      steps: [
        { value: 0, color: "green" },
        // The document's 70 of 90 %.
        { value: (memory * 7) / 9, color: "yellow" },
        { value: memory, color: "red" },
      ],
      ...half,
    },
    {
      id: 11,
      key: "time-late",
      title: "Time Outside the SLA",
      description:
        "Share of the last hour in which an exchange's data was later than the SLA allows. Good: 0. The alerts ErrorBudgetBurnFast and ErrorBudgetBurnSlow compare it with the objective.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: avg(avgOverTime(gaugeOf(late), "1h"), ["exchange"]), legend: "{{exchange}}" }],
      ...half,
    },
  ]);
}

/** The K2 pipeline at a glance. */
export const k2Overview: DashboardDefinition = {
  uid: "k2-streaming-overview",
  title: "K2 Pipeline Overview",
  description: "K2 from Kafka to Gold: does it run, how late, how much, how much of it is bad.",
  folder: "pipelines",
  tags: ["k2-streaming", "spark"],
  variables: [],
  panels,
};
