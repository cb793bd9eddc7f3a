import { recordsLag, topicMessagesIn } from "../../catalogue/kafka.ts";
import { counterOf, gaugeOf, max, rate, sum } from "../../catalogue/promql/build.ts";
import { ofTrade } from "../../catalogue/trade.ts";
import { failedShare, highErrorRate } from "../../rules/alerts/trade/api.ts";
import { goldFreshness } from "../../rules/alerts/trade/freshness.ts";
import { consumerLagHigh } from "../../rules/alerts/trade/kafka.ts";
import { dataFreshness } from "../../rules/recording/trade-observability.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { redFrom, type Vitals } from "../vitals.ts";

export function tradeVitals({ tuning }: PanelContext): Vitals {
  const errors = tuning(highErrorRate);
  const old = tuning(goldFreshness).numbers.threshold;
  const lag = tuning(consumerLagHigh).numbers.threshold;
  return [
    {
      key: "freshness",
      title: "Oldest Table",
      description: `Age of the newest data, of the oldest table of each layer. Good: bronze and silver in minutes, gold below ${formatValue(old, "seconds")}.`,
      unit: "s",
      expression: max(gaugeOf(dataFreshness), ["layer"]),
      legend: "{{layer}}",
    },
    {
      key: "throughput",
      title: "Messages / s",
      description: "Messages that reach Kafka per second, all topics together. Good: as usual at this hour, never 0.",
      unit: "cps",
      // The brokers also count all topics together, without the label.
      expression: sum(rate(counterOf(topicMessagesIn, { ...ofTrade, topic: { matches: ".+" } }), errors.window)),
    },
    {
      key: "errors",
      title: "API Errors",
      description: `Share of the GraphQL requests that fail. Good: below ${formatValue(errors.numbers.threshold, "ratio")}.`,
      unit: "percentunit",
      decimals: 2,
      expression: failedShare(errors.window),
      steps: redFrom(errors.numbers.threshold),
    },
    {
      key: "lag",
      title: "Lag (records)",
      description: `Records that wait, of the partition with the most. Good: near zero, below ${formatValue(lag, "messages")}.`,
      unit: "short",
      expression: max(gaugeOf(recordsLag, ofTrade)),
      steps: redFrom(lag),
    },
  ];
}
