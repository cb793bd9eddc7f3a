import { bronzeJob, kafkaLag } from "../../../catalogue/k2-bronze.ts";
import { gold, goldJob } from "../../../catalogue/k2-gold.ts";
import { endToEndSlaSeconds } from "../../../catalogue/k2-layer.ts";
import { streamingJobs } from "../../../catalogue/k2-streaming.ts";
import { avg, avgOverTime, gaugeOf, greater, max } from "../../../catalogue/promql/build.ts";
import { alert, type Severity, type TunableNumber } from "../../alert.ts";
import { constant, justAbove, justBelow, rising } from "../../fixture.ts";
import { endToEndLatency, late } from "../../recording/k2-streaming/latency.ts";
import type { Relations } from "../../relations.ts";
import { burnRateAlerts } from "../../slo.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { exchange, serviceOfLayer, source } from "./series.ts";

interface Lag {
  readonly name: string;
  readonly severity: Severity;
  readonly for: string;
  readonly threshold: number;
  readonly relations?: Relations;
  readonly summary: string;
  readonly advice: string;
}

const seconds = (threshold: number, source: string): TunableNumber => ({
  default: threshold,
  unit: "seconds",
  min: 1,
  max: 604_800,
  source,
});

const kafkaLagAlert = ({ threshold: limit, advice, ...lag }: Lag) =>
  alert({
    ...lag,
    component: "bronze",
    jobs: [bronzeJob],
    numbers: { threshold: seconds(limit, "k2-streaming.md, Alert Rules") },
    panel: "k2-streaming-operations/kafka-lag",
    description: ({ numbers }) =>
      `Trades of {{ $labels.exchange }} have waited in Kafka for ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}). ${advice}`,
    expression: ({ numbers }) => greater(max(gaugeOf(kafkaLag), ["exchange"]), numbers.threshold),
    proof: ({ numbers: { threshold } }) => ({
      fires: [constant(kafkaLag, source("bronze"), justAbove(threshold))],
      quiet: {
        "just below the threshold": [constant(kafkaLag, source("bronze"), justBelow(threshold))],
        "nothing waits": [constant(kafkaLag, source("bronze"), 0)],
      },
      whenAbsent: "quiet",
    }),
  });

export const bronzeKafkaLagCritical = kafkaLagAlert({
  name: "BronzeKafkaLagCritical",
  severity: "critical",
  for: "5m",
  threshold: 300,
  relations: {
    hides: [
      {
        alerts: ["BronzeKafkaLagWarning", "EndToEndLatencyHigh", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"],
        same: ["exchange"],
      },
    ],
  },
  summary: "Bronze lags far behind Kafka",
  advice: "The query has stopped, or cannot keep up.",
});

export const bronzeKafkaLagWarning = kafkaLagAlert({
  name: "BronzeKafkaLagWarning",
  severity: "warning",
  for: "10m",
  threshold: 120,
  summary: "Bronze lags behind Kafka",
  advice: "See whether it still grows.",
});

/** A warning: what pages is the cause, or the budget that burns. */
export const endToEndLatencyHigh = alert({
  name: "EndToEndLatencyHigh",
  component: "freshness",
  jobs: streamingJobs,
  service: serviceOfLayer,
  severity: "warning",
  for: "5m",
  numbers: { threshold: seconds(endToEndSlaSeconds, "k2-streaming.md, Dashboard 1: Target SLA line") },
  panel: "k2-streaming-overview/end-to-end-latency",
  relations: { starvesAt: { jobs: streamingJobs, by: "layer" } },
  summary: "Data is later than the SLA allows",
  description: ({ numbers }) =>
    `{{ $labels.layer }} is ${valueTemplate("seconds")} late with the trades of {{ $labels.exchange }} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers }) => greater(gaugeOf(endToEndLatency), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const lateBy = (age: number) => [
      constant(gold.endToEndLatency, source("gold"), age),
      rising(gold.lastProgress, source("gold"), 0, 1),
    ];
    return {
      fires: lateBy(justAbove(threshold)),
      quiet: { "just below the threshold": lateBy(justBelow(threshold)), "an empty batch": lateBy(0) },
      whenAbsent: "quiet",
    };
  },
});

/** The promise on freshness: for how much of the time an exchange's data is in time in every layer. */
export const objective = burnRateAlerts({
  component: "freshness",
  jobs: streamingJobs,
  panel: "k2-streaming-overview/time-late",
  per: ["exchange"],
  starvesAt: { jobs: [goldJob] },
  bad: "of the time an exchange's data was later than the SLA allows",
  objective: { default: 0.99, source: "the document has an SLA, but no share of the time; seven hours a month" },
  badRatio: (window) => avg(avgOverTime(gaugeOf(late), window), ["exchange"]),
  fixture: (badRatio) => [constant(late, { exchange }, badRatio)],
});
