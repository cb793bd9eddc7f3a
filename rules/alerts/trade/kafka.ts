import {
  activeControllers,
  offlinePartitions,
  producerErrorRate,
  recordsLag,
  underReplicatedPartitions,
} from "../../../catalogue/kafka.ts";
import { absent, equals, gaugeOf, greater, less, max, or, sum } from "../../../catalogue/promql/build.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { kafkaClientJob, kafkaControllerJob, kafkaJob, ofTrade } from "../../../catalogue/trade.ts";
import { alert } from "../../alert.ts";
import { constant, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { broker, controller, kafkaClient } from "./series.ts";

/** Dashboard `Kafka Deep Dive`. */
const dashboard = "trade-kafka";

export const kafkaBrokerDown = alert({
  name: "KafkaBrokerDown",
  component: "kafka",
  jobs: [kafkaJob],
  severity: "critical",
  for: "1m",
  panel: `${dashboard}/brokers-up`,
  // That jobs fail is the document's, that replicas are missing is certain.
  relations: {
    stops: { jobs: [kafkaJob] },
    hides: [{ alerts: ["KafkaUnderReplicatedPartitions", "FlinkJobCrashNoRestart"] }],
  },
  summary: "A Kafka broker is down",
  // Where no target is left there is no instance to name.
  description: ({ for: wait }) =>
    `{{ or $labels.instance "Every broker" }} has not answered Prometheus for more than ${wait}.`,
  // The agent lives in the broker's process: it falls silent with it.
  expression: () => {
    const target = gaugeOf(up, { job: kafkaJob.name, ...ofTrade });
    return or(equals(target, 0), absent(target));
  },
  proof: () => ({
    fires: [constant(up, broker("broker-1"), 0), constant(up, broker("broker-2"), 1)],
    quiet: {
      "all brokers are up": [constant(up, broker("broker-1"), 1), constant(up, broker("broker-2"), 1)],
      "another pipeline's broker is down": [
        constant(up, broker("broker-1"), 1),
        constant(up, { ...broker("broker-1"), pipeline: "other" }, 0),
      ],
    },
    whenAbsent: "fires",
  }),
});

export const kafkaUnderReplicatedPartitions = alert({
  name: "KafkaUnderReplicatedPartitions",
  component: "kafka",
  jobs: [kafkaJob],
  severity: "critical",
  for: "5m",
  panel: `${dashboard}/under-replicated-partitions`,
  summary: "Partitions have too few replicas in sync",
  description: ({ for: wait }) =>
    `{{ $labels.instance }} has led partitions with a replica missing for more than ${wait}: the next broker that is lost may take data with it.`,
  // By broker, so that a restart of one after the other, each shorter than the wait, stays quiet.
  expression: () => greater(max(gaugeOf(underReplicatedPartitions, ofTrade), ["cluster", "instance"]), 0),
  proof: () => ({
    fires: [
      constant(underReplicatedPartitions, broker("broker-1"), 0),
      constant(underReplicatedPartitions, broker("broker-2"), 1),
    ],
    quiet: { "all replicas are in sync": [constant(underReplicatedPartitions, broker("broker-1"), 0)] },
    whenAbsent: "quiet",
  }),
});

export const kafkaOfflinePartitions = alert({
  name: "KafkaOfflinePartitions",
  component: "kafka",
  jobs: [kafkaControllerJob, kafkaJob],
  severity: "critical",
  // The document gives none; electing another leader takes seconds.
  for: "1m",
  panel: `${dashboard}/offline-partitions`,
  summary: "Partitions have no leader",
  description: ({ for: wait }) =>
    `Partitions of {{ $labels.cluster }} have had no leader for more than ${wait}; nobody can write or read them.`,
  // Controllers that are not in charge say 0.
  expression: () => greater(max(gaugeOf(offlinePartitions, ofTrade), ["cluster"]), 0),
  proof: () => {
    const offline = (partitions: number) => [
      constant(offlinePartitions, broker("broker-1"), 0),
      constant(offlinePartitions, controller("controller-1"), partitions),
      constant(offlinePartitions, controller("controller-2"), 0),
    ];
    return { fires: offline(1), quiet: { "all have a leader": offline(0) }, whenAbsent: "quiet" };
  },
});

/** Without it KafkaOfflinePartitions is blind: only the controller in charge counts them. */
export const kafkaActiveControllerCount = alert({
  name: "KafkaActiveControllerCount",
  component: "kafka",
  jobs: [kafkaControllerJob, kafkaJob],
  severity: "critical",
  for: "2m",
  panel: `${dashboard}/active-controller-count`,
  summary: "Kafka has not exactly one active controller",
  description: ({ for: wait }) =>
    `{{ $labels.cluster }} has had none, or more than one, for more than ${wait}; leaders are not elected as they should be.`,
  expression: () => {
    const active = sum(gaugeOf(activeControllers, ofTrade), ["cluster"]);
    return or(less(active, 1), greater(active, 1));
  },
  proof: () => {
    const active = (one: number, two: number) => [
      constant(activeControllers, broker("broker-1"), 0),
      constant(activeControllers, controller("controller-1"), one),
      constant(activeControllers, controller("controller-2"), two),
    ];
    return {
      fires: active(0, justBelow(1)),
      alsoFires: { "two are active": { series: active(1, 1) } },
      quiet: { "one is active": active(0, 1) },
      whenAbsent: "quiet",
    };
  },
});

export const consumerLagHigh = alert({
  name: "ConsumerLagHigh",
  component: "kafka",
  jobs: [kafkaClientJob],
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: { default: 10_000, unit: "messages", min: 1, max: 1e12, source: "trade.md, 3.1 and 6.2" },
  },
  panel: `${dashboard}/consumer-group-lag`,
  relations: { failsWith: [kafkaJob] },
  summary: "A consumer is far behind",
  description: ({ numbers }) =>
    `{{ $labels.client_id }} is ${valueTemplate("messages")} behind on {{ $labels.topic }}, partition {{ $labels.partition }} (threshold ${formatValue(numbers.threshold, "messages")}).`,
  // Whichever process the client runs in: a rebalance must not begin the wait anew.
  expression: ({ numbers }) =>
    greater(max(gaugeOf(recordsLag, ofTrade), ["client_id", "topic", "partition"]), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const lag = (messages: number) => [
      constant(
        recordsLag,
        { ...kafkaClient, client_id: "flink-consumer", topic: "raw-trades", partition: "0" },
        messages,
      ),
      constant(recordsLag, { ...kafkaClient, client_id: "flink-consumer", topic: "raw-trades", partition: "1" }, 1),
    ];
    return {
      fires: lag(justAbove(threshold)),
      quiet: { "just below the threshold": lag(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const kafkaProducerErrors = alert({
  name: "KafkaProducerErrors",
  component: "kafka",
  jobs: [kafkaClientJob],
  severity: "warning",
  // The document gives none; the client's own window of 30 seconds has passed several times by then.
  for: "2m",
  numbers: {
    threshold: { default: 0.01, unit: "messagesPerSecond", min: 0, max: 1e6, source: "trade.md, 3.1" },
  },
  panel: `${dashboard}/producer-error-rate`,
  relations: { failsWith: [kafkaJob] },
  summary: "A producer gives up on records",
  description: ({ numbers }) =>
    `{{ $labels.client_id }} in {{ $labels.instance }} loses ${valueTemplate("messagesPerSecond")} (threshold ${formatValue(numbers.threshold, "messagesPerSecond")}).`,
  expression: ({ numbers }) =>
    greater(max(gaugeOf(producerErrorRate, ofTrade), ["instance", "client_id"]), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const losing = (perSecond: number) => [
      constant(producerErrorRate, { ...kafkaClient, client_id: "trade-producer" }, perSecond),
    ];
    return {
      fires: losing(justAbove(threshold)),
      quiet: { "just below the threshold": losing(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
