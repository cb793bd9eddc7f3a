import {
  activeControllers,
  isrExpands,
  isrShrinks,
  offlinePartitions,
  producerBatchSize,
  producerErrorRate,
  producerRequestRate,
  producerResponseRate,
  recordsLag,
  topicBytesIn,
  topicBytesOut,
  topicMessagesIn,
  underReplicatedPartitions,
} from "../catalogue/kafka.ts";
import type { Metric } from "../catalogue/metric.ts";
import { yaml } from "../rules/yaml.ts";

/** A property of an MBean's name: a fixed value, or what becomes a label. */
type Property<L extends string> = readonly [key: string, value: string | { readonly label: L }];

/** Where a metric of the catalogue comes from: an attribute of the MBeans whose name has these properties, in this order. */
interface MBeanAttribute {
  readonly metric: Metric;
  readonly domain: string;
  readonly properties: readonly Property<string>[];
  readonly attribute: string;
}

const read = <L extends string>(
  metric: Metric<L>,
  domain: string,
  properties: readonly Property<NoInfer<L>>[],
  attribute: string,
): MBeanAttribute => ({ metric, domain, properties, attribute });

const replicas = (metric: Metric<never>, name: string, attribute: string): MBeanAttribute =>
  read(
    metric,
    "kafka.server",
    [
      ["type", "ReplicaManager"],
      ["name", name],
    ],
    attribute,
  );

const controller = (metric: Metric<never>, name: string): MBeanAttribute =>
  read(
    metric,
    "kafka.controller",
    [
      ["type", "KafkaController"],
      ["name", name],
    ],
    "Value",
  );

const topics = (metric: Metric<"topic">, name: string): MBeanAttribute =>
  read(
    metric,
    "kafka.server",
    [
      ["type", "BrokerTopicMetrics"],
      ["name", name],
      ["topic", { label: "topic" }],
    ],
    "Count",
  );

const producer = (metric: Metric<"client_id">, attribute: string): MBeanAttribute =>
  read(
    metric,
    "kafka.producer",
    [
      ["type", "producer-metrics"],
      ["client-id", { label: "client_id" }],
    ],
    attribute,
  );

/** All that is read: brokers, controllers and clients take one file, and each shows what it has. */
export const kafkaAttributes: readonly MBeanAttribute[] = [
  replicas(underReplicatedPartitions, "UnderReplicatedPartitions", "Value"),
  replicas(isrShrinks, "IsrShrinksPerSec", "Count"),
  replicas(isrExpands, "IsrExpandsPerSec", "Count"),
  controller(activeControllers, "ActiveControllerCount"),
  controller(offlinePartitions, "OfflinePartitionsCount"),
  topics(topicMessagesIn, "MessagesInPerSec"),
  topics(topicBytesIn, "BytesInPerSec"),
  topics(topicBytesOut, "BytesOutPerSec"),
  read(
    recordsLag,
    "kafka.consumer",
    [
      ["type", "consumer-fetch-manager-metrics"],
      ["client-id", { label: "client_id" }],
      ["topic", { label: "topic" }],
      ["partition", { label: "partition" }],
    ],
    "records-lag",
  ),
  producer(producerRequestRate, "request-rate"),
  producer(producerResponseRate, "response-rate"),
  producer(producerErrorRate, "record-error-rate"),
  producer(producerBatchSize, "batch-size-avg"),
];

/**
 * The agent's configuration, for version 1.0 or newer. It goes on the command line of the server or client alone, not
 * into KAFKA_OPTS of a whole container, where Kafka's own tools would try to open the same port.
 */
export const renderKafkaJmx = (attributes: readonly MBeanAttribute[] = kafkaAttributes): string =>
  yaml({
    // Without these the agent asks for every attribute of every MBean, some thousand on a broker, at each scrape.
    includeObjectNames: [...new Set(attributes.map(objectName))],
    rules: attributes.map((attribute) => ({
      pattern: patternOf(attribute),
      name: attribute.metric.name,
      type: typeOf(attribute.metric),
      help: attribute.metric.help,
      ...labelsOf(attribute),
    })),
  });

const objectName = ({ domain, properties }: MBeanAttribute): string =>
  `${domain}:${properties.map(([key, value]) => `${key}=${typeof value === "string" ? value : "*"}`).join(",")}`;

/** The agent searches for the pattern in `domain<properties><>attribute: value`, so it has to hold both of its ends. */
function patternOf({ domain, properties, attribute }: MBeanAttribute): string {
  const list = properties.map(([key, value]) => `${key}=${typeof value === "string" ? literal(value) : "([^,]+)"}`);
  return `^${literal(domain)}<${list.join(", ")}><>${literal(attribute)}:`;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

function labelsOf({ metric, properties }: MBeanAttribute): { labels?: Readonly<Record<string, string>> } {
  const names = properties.flatMap(([, value]) => (typeof value === "string" ? [] : [value.label]));
  const declared = Object.keys(metric.labels);
  if (names.join() !== declared.join()) {
    throw new Error(`${metric.name} has the labels ${declared.join(", ")}, its MBean gives ${names.join(", ")}`);
  }
  return names.length === 0 ? {} : { labels: Object.fromEntries(names.map((name, n) => [name, `$${n + 1}`])) };
}

/** The agent adds `_total` to a counter without it and takes it from anything else, so a name has to fit its type. */
function typeOf({ name, type }: Metric): "COUNTER" | "GAUGE" {
  const counts = type === "counter";
  if (counts !== name.endsWith("_total")) {
    throw new Error(`${name} is a ${type}: the agent would change its name, in which only counters end in _total`);
  }
  return counts ? "COUNTER" : "GAUGE";
}
