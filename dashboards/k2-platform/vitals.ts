import { tradesProduced } from "../../catalogue/k2-platform.ts";
import { counterOf, gaugeOf, max, rate, sum } from "../../catalogue/promql/build.ts";
import { lateRatio } from "../../rules/alerts/k2-platform/delay.ts";
import { consumerLagHigh } from "../../rules/alerts/k2-platform/lag.ts";
import { icebergOffloadLag, sinceOffload } from "../../rules/alerts/k2-platform/offload.ts";
import { consumerGroupLag } from "../../rules/recording/k2-platform.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { redFrom, type Vitals } from "../vitals.ts";

/** Of the rates, none of which an alert has a window for. */
const window = "5m";

export function k2PlatformVitals({ tuning }: PanelContext): Vitals {
  const offload = tuning(icebergOffloadLag).numbers.threshold;
  const lag = tuning(consumerLagHigh).numbers.threshold;
  return [
    {
      key: "freshness",
      title: "Since Last Offload",
      description: `Time since the table that waits longest was offloaded to Iceberg. Good: below ${formatValue(offload, "seconds")}.`,
      unit: "s",
      expression: max(sinceOffload()),
      steps: redFrom(offload),
    },
    {
      key: "throughput",
      title: "Trades / s",
      description: "Trades that the feed handlers produce per second. Good: as usual at this hour, never 0.",
      unit: "cps",
      expression: sum(rate(counterOf(tradesProduced), window)),
    },
    {
      key: "errors",
      title: "Late in Bronze",
      description:
        "Share of the trades that reached Bronze late. Good: near zero; what the objective allows is in its alerts.",
      unit: "percentunit",
      decimals: 2,
      expression: lateRatio(window),
    },
    {
      key: "lag",
      title: "Lag (messages)",
      description: `Messages that wait in Redpanda, of the group and topic with the most. Good: below ${formatValue(lag, "messages")}.`,
      unit: "short",
      expression: max(gaugeOf(consumerGroupLag)),
      steps: redFrom(lag),
    },
  ];
}
