import { consumerLag, messagesProcessed, processingLatency } from "../../catalogue/churn.ts";
import { counterOf, divide, gaugeOf, max, quantile, rate, sum } from "../../catalogue/promql/build.ts";
import { highProcessingLatency, latencyQuantile } from "../../rules/alerts/churn/consumer.ts";
import { highErrorRate } from "../../rules/alerts/churn/errors.ts";
import { consumerLagHigh, lowThroughput } from "../../rules/alerts/churn/lag.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { greenFrom, redFrom, type Vitals } from "../vitals.ts";

/** The consumer tells no age of data: how long a message takes stands for it. */
export function churnVitals({ tuning }: PanelContext): Vitals {
  const latency = tuning(highProcessingLatency);
  const throughput = tuning(lowThroughput);
  const errors = tuning(highErrorRate);
  const lag = tuning(consumerLagHigh).numbers.threshold;
  return [
    {
      key: "freshness",
      title: "Message P95",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the messages stay below. Good: below ${formatValue(latency.numbers.threshold, "seconds")}.`,
      unit: "s",
      expression: quantile(latencyQuantile, processingLatency, latency.window, { where: { operation: "total" } }),
      steps: redFrom(latency.numbers.threshold),
    },
    {
      key: "throughput",
      title: "Messages / s",
      description: `Messages finished per second. Good: as usual at this hour; LowThroughput fires below ${formatValue(throughput.numbers.threshold, "messagesPerSecond")} while messages wait.`,
      unit: "cps",
      expression: sum(rate(counterOf(messagesProcessed), throughput.window)),
      steps: greenFrom(throughput.numbers.threshold),
    },
    {
      key: "errors",
      title: "Failed",
      description: `Share of the messages that fail. Good: below ${formatValue(errors.numbers.threshold, "ratio")}.`,
      unit: "percentunit",
      decimals: 2,
      expression: divide(
        sum(rate(counterOf(messagesProcessed, { status: "failed" }), errors.window)),
        sum(rate(counterOf(messagesProcessed), errors.window)),
      ),
      steps: redFrom(errors.numbers.threshold),
    },
    {
      key: "lag",
      title: "Lag (messages)",
      description: `Messages that wait, of the topic with the most. Good: near zero, below ${formatValue(lag, "messages")}.`,
      unit: "short",
      expression: max(sum(gaugeOf(consumerLag), ["topic"])),
      steps: redFrom(lag),
    },
  ];
}
