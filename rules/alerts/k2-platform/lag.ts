import { clickHouseJob, k2Platform, redpandaJob } from "../../../catalogue/k2-platform.ts";
import { absent, andOn, equals, gaugeOf, greater } from "../../../catalogue/promql/build.ts";
import { committedOffset, maxOffset, userNamespace } from "../../../catalogue/redpanda.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { alert } from "../../alert.ts";
import { constant, justAbove, justBelow } from "../../fixture.ts";
import { consumerGroupLag } from "../../recording/k2-platform.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { targetOf } from "./series.ts";

const lag = gaugeOf(consumerGroupLag, { pipeline: k2Platform.name });

/** What another pipeline may show under the same name. */
const behindElsewhere = (messages: number) =>
  constant(consumerGroupLag, { pipeline: "other", group: "g", topic: "t" }, messages);

/** Offsets of a partition whose group is so many messages behind. */
const behind = (messages: number) => {
  const partition = {
    ...targetOf(redpandaJob),
    redpanda_topic: "market.crypto.trades.binance",
    redpanda_partition: "0",
  };
  return [
    constant(maxOffset, { ...partition, redpanda_namespace: userNamespace }, messages),
    constant(committedOffset, { ...partition, redpanda_group: "clickhouse-bronze" }, 0),
  ];
};

export const consumerLagHigh = alert({
  name: "RedpandaConsumerLagHigh",
  component: "redpanda",
  jobs: [redpandaJob],
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: { default: 1000, unit: "messages", min: 1, max: 1e12, source: "k2-platform.md, Alert Rules" },
  },
  panel: "k2-pipeline/consumer-lag",
  relations: { failsWith: [clickHouseJob] },
  summary: "Messages wait in Redpanda",
  description: ({ numbers }) =>
    `{{ $labels.group }} has ${valueTemplate("messages")} of {{ $labels.topic }} still to read (threshold ${formatValue(numbers.threshold, "messages")}).`,
  expression: ({ numbers }) => greater(lag, numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: behind(justAbove(threshold)),
    quiet: {
      "just below the threshold": behind(justBelow(threshold)),
      "another pipeline's group is behind": [behindElsewhere(2 * threshold)],
    },
    whenAbsent: "quiet",
  }),
});

/** Absence is not zero: a group that vanished would leave the alert on its lag blind. */
export const consumerLagUnknown = alert({
  name: "ConsumerLagUnknown",
  component: "redpanda",
  jobs: [redpandaJob],
  severity: "warning",
  // Longer than a new cluster takes to its first commit.
  for: "15m",
  panel: "k2-pipeline/consumer-lag",
  relations: { failsWith: [clickHouseJob] },
  summary: "Redpanda shows no consumer group",
  description: ({ for: wait }) =>
    `{{ $labels.pipeline }} has had no consumer group with committed offsets for more than ${wait}: nobody reads, or its lag cannot be seen.`,
  expression: () => andOn(absent(lag), [], equals(gaugeOf(up, { job: redpandaJob.name }), 1)),
  proof: () => {
    const answers = constant(up, targetOf(redpandaJob), 1);
    return {
      fires: [answers, behindElsewhere(0)],
      quiet: {
        "a group has no lag": [answers, ...behind(0)],
        "Redpanda is down": [
          constant(up, targetOf(redpandaJob), 0),
          constant(up, { ...targetOf(redpandaJob), job: "other" }, 1),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});
