import {
  activeControllers,
  isrExpands,
  isrShrinks,
  offlinePartitions,
  producerErrorRate,
  producerRequestRate,
  recordsLag,
  topicBytesIn,
  topicBytesOut,
  topicMessagesIn,
  underReplicatedPartitions,
} from "../../catalogue/kafka.ts";
import { nodeFilesystemSize } from "../../catalogue/node.ts";
import { counterOf, divide, gaugeOf, greater, max, multiply, rate, sum, topk } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { kafkaJob, ofTrade } from "../../catalogue/trade.ts";
import { disks, diskUsed, storageNearCapacity } from "../../rules/alerts/trade/infrastructure.ts";
import { consumerLagHigh, kafkaProducerErrors } from "../../rules/alerts/trade/kafka.ts";
import { kafkaTopicNoTraffic, newTopicCreated } from "../../rules/alerts/trade/topics.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, tile } from "../layout.ts";

const ofTopic = { ...ofTrade, topic: { matches: "$topic" } } as const;
// Consumers name themselves as producers do, but the choice offers producers: lag is picked by topic.
const ofProducer = { ...ofTrade, client_id: { matches: "$client_id" } } as const;
const perTopic = ["topic"] as const;
/** Partitions that are shown of the many that clients may read: those furthest behind. */
const furthest = 30;

const noneOrMore = [
  { value: 0, color: "green" },
  { value: 1, color: "red" },
] as const;

function panels({ tuning }: PanelContext) {
  const { window } = tuning(kafkaTopicNoTraffic);
  const lag = tuning(consumerLagHigh).numbers.threshold;
  const lost = tuning(kafkaProducerErrors).numbers.threshold;
  const full = tuning(storageNearCapacity).numbers.threshold;
  const messagesIn = sum(rate(counterOf(topicMessagesIn, ofTopic), window), perTopic);
  const bytesIn = sum(rate(counterOf(topicBytesIn, ofTopic), window), perTopic);
  const bytesOut = sum(rate(counterOf(topicBytesOut, ofTopic), window), perTopic);
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
      description: `Messages that Kafka receives and hands out, by topic. Good: steady, and out as often as there are readers. Kafka counts none on their way out: they are told from the bytes. A busy topic that stops fires KafkaTopicNoTraffic, one that is there for less than ${tuning(newTopicCreated).window} NewTopicCreated.`,
      section: "Topics",
      kind: "timeseries",
      unit: "cps",
      queries: [
        { expression: messagesIn, legend: "{{topic}} in" },
        // By the size of those that come in; while none comes, it is unknown.
        {
          expression: multiply(bytesOut, divide(messagesIn, greater(bytesIn, 0))),
          legend: "{{topic}} out",
        },
      ],
      ...half,
    },
    {
      id: 2,
      key: "bytes",
      title: "Bytes In/Out per Topic",
      description:
        "Bytes that Kafka receives from producers and sends to consumers, by topic; a topic is missing on the way out until somebody reads it. Good: steady, and out as often as there are readers.",
      kind: "timeseries",
      unit: "Bps",
      queries: [
        { expression: bytesIn, legend: "{{topic}} in" },
        { expression: bytesOut, legend: "{{topic}} out" },
      ],
      ...half,
    },
    {
      id: 3,
      key: "consumer-group-lag",
      title: "Consumer Group Lag",
      description: `Messages between a consumer's position and the end of a partition, for the ${furthest} partitions that are furthest behind. Good: near zero, or falling. Above ${formatValue(lag, "messages")} ConsumerLagHigh fires.`,
      section: "Consumers",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: topk(furthest, max(gaugeOf(recordsLag, ofTopic), ["client_id", "topic", "partition"])),
          legend: "{{client_id}} - {{topic}}/{{partition}}",
        },
      ],
      steps: [{ value: lag, color: "red" }],
      ...half,
    },
    {
      id: 4,
      key: "lag-by-partition",
      title: "Consumer Lag by Partition",
      description: `The same lag as a row for each partition: whether one of them stands out, or all are behind. Good: green. From a tenth of ConsumerLagHigh's threshold it is yellow, from ${formatValue(lag, "messages")} red.`,
      kind: "status-history",
      unit: "short",
      queries: [
        {
          expression: topk(furthest, max(gaugeOf(recordsLag, ofTopic), ["topic", "partition"])),
          legend: "{{topic}}/{{partition}}",
        },
      ],
      steps: [
        { value: 0, color: "green" },
        { value: lag / 10, color: "yellow" },
        { value: lag, color: "red" },
      ],
      step: "1m",
      ...half,
    },
    {
      id: 9,
      key: "producer-request-rate",
      title: "Producer Request Rate",
      description:
        "Requests that each producer sends, over its own 30 s. Good: steady. At 0 it has nothing to send, or reaches no broker.",
      section: "Producers",
      kind: "timeseries",
      unit: "reqps",
      queries: [
        {
          expression: max(gaugeOf(producerRequestRate, ofProducer), ["instance", "client_id"]),
          legend: "{{client_id}} - {{instance}}",
        },
      ],
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
          expression: max(gaugeOf(producerErrorRate, ofProducer), ["instance", "client_id"]),
          legend: "{{client_id}} - {{instance}}",
        },
      ],
      steps: [{ value: lost, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "isr-changes",
      title: "ISR Shrink/Expand Rate",
      description:
        "How often replicas fall out of sync and come back, by the broker that leads them. Good: 0, but for a broker that restarts; shrinks without expands leave partitions under-replicated.",
      section: "Brokers",
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(isrShrinks, ofTrade), window), ["instance"]),
          legend: "{{instance}} shrinks",
        },
        {
          expression: sum(rate(counterOf(isrExpands, ofTrade), window), ["instance"]),
          legend: "{{instance}} expands",
        },
      ],
      ...half,
    },
    {
      id: 11,
      key: "broker-disk-usage",
      title: "Broker Disk Usage",
      description: `Used share of the disks of each host; pick the mount point that holds Kafka's data. Good: green. Above ${formatValue(full, "ratio")} StorageNearCapacity fires, and a full disk stops the broker.`,
      kind: "gauge",
      unit: "percentunit",
      decimals: 0,
      max: 1,
      queries: [
        { expression: diskUsed({ mountpoint: { matches: "$mountpoint" } }), legend: "{{instance}} {{device}}" },
      ],
      steps: [
        { value: 0, color: "green" },
        { value: full, color: "red" },
      ],
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
  variables: [
    { name: "topic", label: "Topic", of: counterOf(topicMessagesIn, ofTrade) },
    { name: "client_id", label: "Producer", of: gaugeOf(producerRequestRate, ofTrade) },
    { name: "mountpoint", label: "Disk", of: gaugeOf(nodeFilesystemSize, disks) },
  ],
  panels,
};
