import * as flink from "../../catalogue/flink.ts";
import * as tasks from "../../catalogue/flink-taskmanager.ts";
import { sampleLimit } from "../../catalogue/job.ts";
import * as kafka from "../../catalogue/kafka.ts";
import { prometheusReloadTime } from "../../catalogue/monitoring.ts";
import { ingestTopic, kafkaClientJob, kafkaJob } from "../../catalogue/trade.ts";
import * as apps from "../../catalogue/trade-apps.ts";
import { type Scenario, sample } from "./model.ts";
import { type Change, change, type Moment, type Timed } from "./table.ts";
import {
  aggregation,
  answers,
  diskBytes,
  diskLeft,
  healthy,
  lagOf,
  otherTopic,
  producer,
  timedPerSecond,
  trades,
  tradesPerSecond,
} from "./trade-healthy.ts";

type TradeScenario = Scenario<Timed>;

/** A scenario that differs from the healthy one in a few numbers. */
const scenario = (
  description: string,
  alerts: readonly string[],
  differs: (moment: Moment) => Change,
  silent: readonly string[] = [],
): TradeScenario => ({
  description,
  alerts,
  silent,
  conditions: (moment) => change(healthy(moment), differs(moment)),
});

const generatorAndBridge = {
  "generator-stopped": scenario(
    "The generator makes no trades; the bridge has its messages from elsewhere.",
    ["TradeGenerationStopped"],
    () => ({ perSecond: trades(0) }),
  ),
  "feed-unread": scenario("No WebSocket client takes the generator's trades.", ["TradeFeedUnread"], () => ({
    gauges: [sample(apps.webSocketConnections, 0, {})],
  })),
  "trades-lost": scenario("Half of the trades do not get through the bridge.", ["TradesNotBridged"], () => ({
    perSecond: [sample(apps.messagesBridged, tradesPerSecond / 2, { topic: ingestTopic })],
  })),
  "bridge-errors": scenario("The bridge fails to produce 5 % of its messages.", ["BridgeErrorRateHigh"], () => ({
    perSecond: [sample(apps.bridgeErrors, tradesPerSecond / 10, { error_type: "produce_timeout" })],
  })),
  "bridge-slow": scenario("Kafka acknowledges a trade after 0.8 s.", ["BridgeLatencyHigh"], () => ({
    observed: [{ ...sample(apps.bridgeLatency, 0.8, { topic: ingestTopic }), perSecond: timedPerSecond }],
  })),
} as const;

/** One for each start of the client: more than its page has room for, if not yet more than is let in. */
const lagsOfPastClients = Array.from({ length: Math.floor(0.95 * sampleLimit(kafkaClientJob)) }, (_, start) =>
  sample(kafka.recordsLag, 0, { ...lagOf, client_id: `consumer-${start}` }),
);

const inKafka = {
  "ingest-stalled": scenario(
    "No message reaches raw-trades any more; what comes after it is not played.",
    ["PipelineCompleteFailure", "KafkaTopicNoTraffic"],
    () => ({ perSecond: [sample(kafka.topicMessagesIn, 0, { topic: ingestTopic })] }),
  ),
  "topic-quiet": scenario("raw-orders, a busy topic, gets no messages.", ["KafkaTopicNoTraffic"], () => ({
    perSecond: [sample(kafka.topicMessagesIn, 0, { topic: otherTopic })],
  })),
  "topic-new": scenario("raw-quotes gets its first messages, one a second.", ["NewTopicCreated"], () => ({
    perSecond: [sample(kafka.topicMessagesIn, 1, { topic: "raw-quotes" })],
  })),
  "brokers-down": scenario(
    "No broker answers, and so no topic has a series.",
    ["KafkaBrokerDown", "KafkaTopicNoTraffic", "PipelineCompleteFailure"],
    () => ({}),
    [kafkaJob.name],
  ),
  "under-replicated": scenario("Four partitions lack a replica.", ["KafkaUnderReplicatedPartitions"], () => ({
    gauges: [sample(kafka.underReplicatedPartitions, 4, {})],
  })),
  "partitions-offline": scenario("Two partitions have no leader.", ["KafkaOfflinePartitions"], () => ({
    gauges: [sample(kafka.offlinePartitions, 2, {})],
  })),
  "controller-lost": scenario("No controller is in charge.", ["KafkaActiveControllerCount"], () => ({
    gauges: [sample(kafka.activeControllers, 0, {})],
  })),
  "consumer-behind": scenario("A consumer is 50,000 messages behind on one partition.", ["ConsumerLagHigh"], () => ({
    gauges: [sample(kafka.recordsLag, 50_000, lagOf)],
  })),
  "client-ids": scenario("A consumer takes a new client id with each start.", ["SeriesNearLimit"], () => ({
    gauges: lagsOfPastClients,
  })),
  "producer-errors": scenario("A producer gives up on half a record a second.", ["KafkaProducerErrors"], () => ({
    gauges: [sample(kafka.producerErrorRate, 0.5, producer)],
  })),
} as const;

const inFlink = {
  "job-failed": {
    description: "A Flink job has failed for good: all its series are gone, and another job runs on.",
    alerts: ["FlinkJobCrashNoRestart"],
    silent: [],
    conditions: (moment) => {
      const { gauges, perSecond, observed } = healthy(moment);
      const { job_name } = aggregation.job;
      const left = gauges.filter(({ labels }) => labels["job_name"] !== job_name);
      return change(
        { gauges: left, perSecond, observed },
        { gauges: [sample(flink.runningJobs, 1, { host: aggregation.job.host })] },
      );
    },
  },
  "job-restarting": scenario("A Flink job restarts once a second.", ["FlinkJobRestarting"], () => ({
    perSecond: [sample(flink.jobRestarts, 1, aggregation.job)],
  })),
  "checkpoints-failing": scenario("A checkpoint fails each second.", ["FlinkCheckpointsFailing"], () => ({
    perSecond: [sample(flink.checkpointsFailed, 1, aggregation.job)],
  })),
  "checkpoints-slow": scenario(
    "Checkpoints take 40 s, and a tenth of a second longer with each second.",
    ["CheckpointDurationIncreasing"],
    ({ seconds }) => ({
      gauges: [sample(flink.lastCheckpointDuration, 40_000 + 100 * seconds, aggregation.job)],
    }),
  ),
  backpressure: scenario("A task waits for 90 % of the time.", ["FlinkBackpressure"], () => ({
    gauges: [
      sample(tasks.taskBackPressured, 1, aggregation.sourceTask),
      sample(tasks.taskBackPressuredTime, 900, aggregation.sourceTask),
    ],
  })),
  "watermark-late": scenario("A task is ten minutes behind in event time.", ["FlinkWatermarkLagHigh"], ({ now }) => ({
    gauges: [sample(tasks.inputWatermark, (now - 600) * 1_000, aggregation.windowTask)],
  })),
} as const satisfies Record<string, TradeScenario>;

const inApi = {
  "api-errors": scenario(
    "1.1 % of the requests fail: enough for the alert, too few for the error budget's.",
    ["HighErrorRate"],
    () => ({ perSecond: answers(0.011) }),
  ),
  "api-failing": scenario(
    "A third of the requests fail.",
    ["HighErrorRate", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"],
    () => ({ perSecond: answers(1 / 3) }),
  ),
} as const;

const onHosts = {
  deployed: scenario("Prometheus takes in a configuration with each moment.", ["ConfigurationChange"], ({ now }) => ({
    gauges: [sample(prometheusReloadTime, now, {})],
  })),
  "disk-full": scenario("The disk of a host is 95 % full.", ["StorageNearCapacity"], () => ({
    gauges: diskLeft(0.05 * diskBytes),
  })),
} as const;

/** What can befall the trade pipeline. */
export const tradeScenarios = {
  healthy: {
    description: "200 trades a second, all of them processed in time.",
    alerts: [],
    silent: [],
    conditions: healthy,
  },
  ...generatorAndBridge,
  ...inKafka,
  ...inFlink,
  ...inApi,
  ...onHosts,
} as const satisfies Record<string, TradeScenario>;
