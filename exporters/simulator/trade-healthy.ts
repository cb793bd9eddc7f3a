import * as flink from "../../catalogue/flink.ts";
import * as tasks from "../../catalogue/flink-taskmanager.ts";
import * as kafka from "../../catalogue/kafka.ts";
import { prometheusReloadTime } from "../../catalogue/monitoring.ts";
import * as node from "../../catalogue/node.ts";
import { ingestTopic } from "../../catalogue/trade.ts";
import * as apps from "../../catalogue/trade-apps.ts";
import { type Sample, sample } from "./model.ts";
import { firstLabels, firstValue } from "./series.ts";
import type { Behaviour, Moment } from "./table.ts";

/** A second topic, which is busy as well. */
export const otherTopic = "raw-orders";
export const tradesPerSecond = 200;
export const requestsPerSecond = 20;
/** Of the many, as each one that is timed costs time here: what is asked is how long they take, not how many they are. */
export const timedPerSecond = 4;
const ordersPerSecond = 150;
const messageBytes = 200;
const bytesPerSecond = messageBytes * tradesPerSecond;

/** A Flink job and what it is made of, as labels. */
const flinkJob = (job_name: string, source: string, window: string) => {
  const job = { ...firstLabels(flink.jobUptime), job_name };
  const task = (task_name: string) => ({ ...firstLabels(tasks.taskBackPressured), ...job, task_name });
  const sourceTask = task(source);
  return {
    job,
    sourceTask,
    windowTask: task(window),
    sourceOperator: {
      ...sourceTask,
      operator_id: firstValue(tasks.operator.operator_id),
      operator_name: source,
    },
  };
};
type FlinkJob = ReturnType<typeof flinkJob>;

/** The job that scenarios befall, and one that runs on, so that what the first loses is gone from the page. */
export const aggregation = flinkJob("trade_aggregation", "Source:_raw_trades", "running_sum");
export const enrichment = flinkJob("order_enrichment", "Source:_raw_orders", "join");

export const lagOf = { client_id: "flink-consumer", topic: ingestTopic, partition: "0" };
export const producer = { client_id: "trade-producer" };
export const query = { operation_type: "query", operation_name: "latestTrades" };
const disk = { device: "/dev/vda", device_error: "", fstype: "ext4" };
export const diskBytes = 100e9;

/** Space left on the host's disk, which is mounted twice. */
export const diskLeft = (bytes: number): readonly Sample[] =>
  ["/", "/var/lib/docker"].flatMap((mountpoint) => [
    sample(node.nodeFilesystemAvailable, bytes, { ...disk, mountpoint }),
    sample(node.nodeFilesystemSize, diskBytes, { ...disk, mountpoint }),
  ]);

/** When Prometheus took in its configuration, as a Unix time. */
const lastDeploy = 1_750_000_000;

/** Trades a second that the generator makes, by type. */
export const trades = (perSecond: number): readonly Sample[] => [
  sample(apps.tradesGenerated, perSecond / 2, { symbol: "AAPL", trade_type: "BUY" }),
  sample(apps.tradesGenerated, perSecond / 2, { symbol: "AAPL", trade_type: "SELL" }),
];

/** Requests a second to the API, by outcome. */
export const answers = (failedRatio: number): readonly Sample[] => [
  sample(apps.requests, requestsPerSecond * (1 - failedRatio), { ...query, status: "success" }),
  sample(apps.requests, requestsPerSecond * failedRatio, { ...query, status: "error" }),
  sample(apps.graphqlErrors, requestsPerSecond * failedRatio, { error_type: "resolver" }),
];

const inKafka: readonly Sample[] = [
  sample(kafka.underReplicatedPartitions, 0, {}),
  sample(kafka.activeControllers, 1, {}),
  sample(kafka.offlinePartitions, 0, {}),
  sample(kafka.recordsLag, 40, lagOf),
  sample(kafka.recordsLag, 25, { ...lagOf, partition: "1" }),
  sample(kafka.producerRequestRate, 12, producer),
  sample(kafka.producerResponseRate, 12, producer),
  sample(kafka.producerErrorRate, 0, producer),
  sample(kafka.producerBatchSize, 16_384, producer),
];

const inJob = ({ seconds, now }: Moment, { job, sourceTask, windowTask, sourceOperator }: FlinkJob) => [
  // It has run for an hour before.
  sample(flink.jobUptime, (3_600 + seconds) * 1_000, job),
  sample(flink.lastCheckpointDuration, 2_000, job),
  sample(flink.lastCheckpointSize, 5e6, job),
  sample(flink.checkpointsInProgress, 0, job),
  ...[sourceTask, windowTask].flatMap((labels) => [
    sample(tasks.taskRecordsInRate, labels === sourceTask ? 0 : tradesPerSecond, labels),
    sample(tasks.taskRecordsOutRate, labels === sourceTask ? tradesPerSecond : 0, labels),
    sample(tasks.taskBytesInRate, labels === sourceTask ? 0 : bytesPerSecond, labels),
    sample(tasks.taskBytesOutRate, labels === sourceTask ? bytesPerSecond : 0, labels),
    sample(tasks.nettyBytesInRate, 0, labels),
    sample(tasks.taskBackPressured, 0, labels),
    sample(tasks.taskBackPressuredTime, 20, labels),
  ]),
  // Sources take in nothing that Flink sees, and so have no input watermark.
  sample(tasks.inputWatermark, (now - 6) * 1_000, windowTask),
  sample(tasks.outputWatermark, (now - 5) * 1_000, sourceOperator),
  sample(tasks.watermarkLag, 5_000, sourceOperator),
  sample(tasks.sourceLagMax, 40, sourceOperator),
  sample(tasks.sourcePending, 65, sourceOperator),
];

const inFlink = (moment: Moment): readonly Sample[] => {
  const host = { host: aggregation.job.host };
  const taskManager = firstLabels(tasks.heapUsed);
  return [
    sample(flink.runningJobs, 2, host),
    sample(flink.registeredTaskManagers, 2, host),
    sample(flink.taskSlotsTotal, 4, host),
    sample(flink.taskSlotsAvailable, 2, host),
    ...inJob(moment, aggregation),
    ...inJob(moment, enrichment),
    sample(tasks.heapUsed, 3e8, taskManager),
    sample(tasks.heapMax, 1e9, taskManager),
    sample(tasks.cpuLoad, 0.2, taskManager),
  ];
};

const processed = ({ job, sourceTask, windowTask, sourceOperator }: FlinkJob) => [
  sample(flink.checkpointsCompleted, 1 / 60, job),
  sample(tasks.taskRecordsOut, tradesPerSecond, sourceTask),
  sample(tasks.taskRecordsIn, tradesPerSecond, windowTask),
  sample(tasks.taskBytesOut, bytesPerSecond, sourceTask),
  sample(tasks.taskBytesIn, bytesPerSecond, windowTask),
  sample(tasks.operatorRecordsIn, tradesPerSecond, sourceOperator),
];

const onHost: readonly Sample[] = [
  sample(node.nodeMemoryAvailable, 8e9, {}),
  sample(node.nodeMemoryTotal, 16e9, {}),
  ...diskLeft(0.6 * diskBytes),
];

/** All is well: trades are made, bridged, processed and asked for. */
export const healthy = (moment: Moment): Behaviour => ({
  gauges: [
    sample(apps.webSocketConnections, 1, {}),
    sample(apps.activeRequests, 2, {}),
    ...inKafka,
    ...inFlink(moment),
    ...onHost,
    sample(prometheusReloadTime, lastDeploy, {}),
  ],
  perSecond: [
    ...trades(tradesPerSecond),
    sample(apps.messagesBridged, tradesPerSecond, { topic: ingestTopic }),
    sample(apps.messagesBridged, ordersPerSecond, { topic: otherTopic }),
    sample(kafka.topicMessagesIn, tradesPerSecond, { topic: ingestTopic }),
    sample(kafka.topicMessagesIn, ordersPerSecond, { topic: otherTopic }),
    sample(kafka.topicMessagesIn, 1, { topic: "__consumer_offsets" }),
    sample(kafka.topicBytesIn, bytesPerSecond, { topic: ingestTopic }),
    sample(kafka.topicBytesIn, messageBytes * ordersPerSecond, { topic: otherTopic }),
    sample(kafka.topicBytesOut, bytesPerSecond, { topic: ingestTopic }),
    ...processed(aggregation),
    ...processed(enrichment),
    ...answers(0.001),
    sample(apps.cacheHits, 0.8 * requestsPerSecond, {}),
    sample(apps.cacheMisses, 0.2 * requestsPerSecond, {}),
    sample(node.nodeCpu, 1.6, { cpu: "0", mode: "idle" }),
    sample(node.nodeCpu, 0.4, { cpu: "0", mode: "user" }),
    sample(node.nodeNetworkReceived, 70_000, { device: "eth0" }),
    sample(node.nodeNetworkSent, 140_000, { device: "eth0" }),
  ],
  observed: [
    { ...sample(apps.generationLatency, 0.002, {}), perSecond: timedPerSecond },
    { ...sample(apps.bridgeLatency, 0.008, { topic: ingestTopic }), perSecond: timedPerSecond },
    { ...sample(apps.bridgeLatency, 0.008, { topic: otherTopic }), perSecond: timedPerSecond },
    { ...sample(apps.requestDuration, 0.04, query), perSecond: timedPerSecond },
  ],
});
