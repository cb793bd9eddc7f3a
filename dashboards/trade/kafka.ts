import {
  activeControllers,
  offlinePartitions,
  producerErrorRate,
  recordsLag,
  topicMessagesIn,
  underReplicatedPartitions,
} from "../../catalogue/kafka.ts";
import { counterOf, gaugeOf, max, rate, sum } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { kafkaJob, ofTrade } from "../../catalogue/trade.ts";
import { consumerLagHigh, kafkaProducerErrors } from "../../rules/alerts/trade/kafka.ts";
import { kafkaTopicNoTraffic, newTopicCreated } from "../../rules/alerts/trade/topics.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, tile } from "../layout.ts";

const noneOrMore = [
  { value: 0, color: "green" },
  { value: 1, color: "red" },
] as const;

function panels({ tuning }: PanelContext) {
  const { window } = tuning(kafkaTopicNoTraffic);
  const lag = tuning(consumerLagHigh).numbers.threshold;
  const lost = tuning(kafkaProducerErrors).numbers.threshold;
  return flow([
    {
      id: 20,
      key: "brokers-up",
      title: "Brokers Up",
      description: "Whether each broker answers Prometheus. Good: all Up. At Down KafkaBrokerDown fires.",
      kind: "stat",
      unit: "none",
      queries: [{ expression: gaugeOf(up, { job: kafkaJob.name, ...ofTrade }), legend: "{{instance}}" }],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      ...tile,
    },
    {
      id: 5,
      key: "under-replicated-partitions",
      title: "Under-Replicated Partitions",
      description:
        "Partitions with a replica out of sync, by the broker that leads them. Good: 0. Above it KafkaUnderReplicatedPartitions fires.",
      kind: "stat",
      unit: "short",
      queries: [{ expression: max(gaugeOf(underReplicatedPartitions, ofTrade), ["instance"]), legend: "{{instance}}" }],
      steps: noneOrMore,
      ...tile,
    },
    {
      id: 8,
      key: "offline-partitions",
      title: "Offline Partitions",
      description: "Partitions without a leader. Good: 0. Above it KafkaOfflinePartitions fires.",
      kind: "stat",
      unit: "short",
      queries: [{ expression: max(gaugeOf(offlinePartitions, ofTrade), ["cluster"]), legend: "{{cluster}}" }],
      steps: noneOrMore,
      ...tile,
    },
    {
      id: 7,
      key: "active-controller-count",
      title: "Active Controller Count",
      description:
        "Controllers in charge, of all brokers and controllers. Good: 1. At others KafkaActiveControllerCount fires.",
      kind: "stat",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(activeControllers, ofTrade), ["cluster"]), legend: "{{cluster}}" }],
      steps: [
        { value: 0, color: "red" },
        { value: 1, color: "green" },
        { value: 2, color: "red" },
      ],
      ...tile,
    },
    {
      id: 1,
      key: "messages",
      title: "Messages In/Out per Topic",
      description: `Messages that Kafka receives, by topic. Good: steady. A busy topic that stops fires KafkaTopicNoTraffic, one that is there for less than ${tuning(newTopicCreated).window} NewTopicCreated.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        { expression: sum(rate(counterOf(topicMessagesIn, ofTrade), window), ["topic"]), legend: "{{topic}} in" },
      ],
      ...half,
    },
    {
      id: 3,
      key: "consumer-group-lag",
      title: "Consumer Group Lag",
      description: `Messages between a consumer's position and the end of a partition. Good: near zero, or falling. Above ${formatValue(lag, "messages")} ConsumerLagHigh fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: max(gaugeOf(recordsLag, ofTrade), ["client_id", "topic", "partition"]),
          legend: "{{client_id}} - {{topic}}/{{partition}}",
        },
      ],
      steps: [{ value: lag, color: "red" }],
      ...half,
    },
    {
      id: 10,
      key: "producer-error-rate",
      title: "Producer Error Rate",
      description: `Records a second that a producer gives up on. Good: 0. Above ${formatValue(lost, "messagesPerSecond")} KafkaProducerErrors fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: max(gaugeOf(producerErrorRate, ofTrade), ["instance", "client_id"]),
          legend: "{{client_id}} - {{instance}}",
        },
      ],
      steps: [{ value: lost, color: "red" }],
      ...half,
    },
  ]);
}

/** The document's second dashboard: brokers, topics, and the clients on both sides. */
export const tradeKafka: DashboardDefinition = {
  uid: "trade-kafka",
  title: "Kafka Deep Dive",
  description: "Kafka of the trade pipeline: are brokers and partitions well, do topics flow, who is behind.",
  folder: "kafka",
  tags: ["trade", "kafka"],
  variables: [],
  panels,
};
