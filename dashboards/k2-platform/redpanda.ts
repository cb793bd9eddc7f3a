import { k2Platform } from "../../catalogue/k2-platform.ts";
import { counterOf, gaugeOf, rate, sum } from "../../catalogue/promql/build.ts";
import { recordsProduced, userNamespace } from "../../catalogue/redpanda.ts";
import { consumerLagHigh } from "../../rules/alerts/k2-platform/lag.ts";
import { consumerGroupLag } from "../../rules/recording/k2-platform.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

/** What waits between the feed handlers and ClickHouse. */
export function redpandaPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const waiting = tuning(consumerLagHigh).numbers.threshold;
  const produced = counterOf(recordsProduced, { pipeline: k2Platform.name, redpanda_namespace: userNamespace });
  return [
    {
      id: 3,
      key: "consumer-lag",
      title: "Consumer lag per topic",
      description: `Messages that a consumer group has still to read. Good: near zero, or falling. Above ${formatValue(waiting, "messages")} RedpandaConsumerLagHigh fires; when nothing is shown, ConsumerLagUnknown.`,
      section: "Redpanda / Consumer Lag",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: gaugeOf(consumerGroupLag, { pipeline: k2Platform.name }),
          legend: "{{group}}: {{topic}}",
        },
      ],
      steps: [{ value: waiting, color: "red" }],
      ...half,
    },
    {
      id: 14,
      key: "topic-rate",
      title: "Topic message rate",
      description:
        "Messages per second that are written to each topic. Good: steady, and alike the trades that the feed handlers write.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: sum(rate(produced, "5m"), ["redpanda_topic"]), legend: "{{redpanda_topic}}" }],
      ...half,
    },
  ];
}
