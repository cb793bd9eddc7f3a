import { processingLatency } from "../../catalogue/health-application.ts";
import { gaugeOf, max, quantile } from "../../catalogue/promql/build.ts";
import { consumedRate, highKafkaLag, latencyQuantile, lowThroughput } from "../../rules/alerts/health/flow.ts";
import { highProcessingLatency, highValidationFailureRate, refusedShare } from "../../rules/alerts/health/quality.ts";
import { kafkaLag } from "../../rules/recording/health.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { greenFrom, redFrom, type Vitals } from "../vitals.ts";

/** Nothing tells the age of a table: how long a record takes stands for it. */
export function healthVitals({ tuning }: PanelContext): Vitals {
  const latency = tuning(highProcessingLatency);
  const throughput = tuning(lowThroughput);
  const refused = tuning(highValidationFailureRate);
  const lag = tuning(highKafkaLag).numbers.threshold;
  return [
    {
      key: "freshness",
      title: "Record P95",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the records stay below. Good: below ${formatValue(latency.numbers.threshold, "seconds")}.`,
      unit: "s",
      expression: quantile(latencyQuantile, processingLatency, latency.window),
      steps: redFrom(latency.numbers.threshold),
    },
    {
      key: "throughput",
      title: "Records / s",
      description: `Records taken from Kafka per second. Good: as usual at this hour; LowThroughput fires below ${formatValue(throughput.numbers.threshold, "recordsPerSecond")} while many wait.`,
      unit: "cps",
      expression: consumedRate(throughput.window),
      steps: greenFrom(throughput.numbers.threshold),
    },
    {
      key: "errors",
      title: "Refused",
      description: `Share of the records that never become a row. Good: below ${formatValue(refused.numbers.threshold, "ratio")}.`,
      unit: "percentunit",
      decimals: 2,
      expression: refusedShare(refused.window),
      steps: redFrom(refused.numbers.threshold),
    },
    {
      key: "lag",
      title: "Lag (records)",
      description: `Records that wait in Kafka, of the source with the most. Good: near zero, below ${formatValue(lag, "records")}.`,
      unit: "short",
      expression: max(gaugeOf(kafkaLag)),
      steps: redFrom(lag),
    },
  ];
}
