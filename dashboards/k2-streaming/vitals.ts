import { kafkaLag, recordsIngested } from "../../catalogue/k2-bronze.ts";
import { counterOf, gaugeOf, max, rate, sum } from "../../catalogue/promql/build.ts";
import { noThroughput } from "../../rules/alerts/k2-streaming/jobs.ts";
import { bronzeKafkaLagCritical, endToEndLatencyHigh } from "../../rules/alerts/k2-streaming/lag.ts";
import { silverDlqRateElevated } from "../../rules/alerts/k2-streaming/quality.ts";
import { endToEndLatency } from "../../rules/recording/k2-streaming/latency.ts";
import { dlqRatio } from "../../rules/recording/k2-streaming/rates.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { greenFrom, redFrom, type Vitals } from "../vitals.ts";

export function k2StreamingVitals({ tuning }: PanelContext): Vitals {
  const late = tuning(endToEndLatencyHigh).numbers.threshold;
  const throughput = tuning(noThroughput);
  const refused = tuning(silverDlqRateElevated);
  const lag = tuning(bronzeKafkaLagCritical).numbers.threshold;
  return [
    {
      key: "freshness",
      title: "Latest Layer Behind",
      description: `How late the latest layer is with any exchange's trades. Good: below ${formatValue(late, "seconds")}.`,
      unit: "s",
      expression: max(gaugeOf(endToEndLatency)),
      steps: redFrom(late),
    },
    {
      key: "throughput",
      title: "Records / s",
      description:
        "Records written to Bronze per second, all exchanges together. Good: as usual at this hour, never 0.",
      unit: "cps",
      expression: sum(rate(counterOf(recordsIngested), throughput.window)),
      steps: greenFrom(throughput.numbers.threshold),
    },
    {
      key: "errors",
      title: "To the DLQ",
      description: `Share of Silver's records that go to the dead letter queue, of the worst exchange. Good: below ${formatValue(refused.numbers.threshold, "ratio")}.`,
      unit: "percentunit",
      decimals: 2,
      expression: max(dlqRatio(refused.window)),
      steps: redFrom(refused.numbers.threshold),
    },
    {
      key: "lag",
      title: "Kafka Lag (time)",
      description: `How far Bronze is behind Kafka, for the worst exchange. Good: seconds, below ${formatValue(lag, "seconds")}.`,
      unit: "s",
      expression: max(gaugeOf(kafkaLag)),
      steps: redFrom(lag),
    },
  ];
}
