import { jobManagerMetrics } from "./flink.ts";
import { taskManagerMetrics } from "./flink-taskmanager.ts";
import type { PageName, ScrapeJob, TargetLabels } from "./job.ts";
import { brokerMetrics, consumerClientMetrics, controllerMetrics, producerClientMetrics } from "./kafka.ts";
import type { Metric } from "./metric.ts";
import type { PipelineCatalogue } from "./pipeline.ts";
import { apiJob, bridgeJob, generatorJob } from "./trade-apps.ts";
import { dagsterJob } from "./trade-dagster.ts";
import { dataObservabilityJob } from "./trade-observability.ts";

const pipeline = "trade";

/** Selects this pipeline's series of systems that other pipelines run as well. */
export const ofTrade = { pipeline } as const;

/** Where trades enter the pipeline: without messages here nothing comes after. */
export const ingestTopic = "raw-trades";

interface JmxAgent {
  readonly name: string;
  readonly producer: PageName;
  readonly metrics: readonly Metric[];
}

/** A job whose targets run the JMX agent with deploy/kafka-jmx.ts. */
const jmxAgent = ({ name, producer, metrics }: JmxAgent): ScrapeJob => ({
  name,
  metricsPath: "/metrics",
  // As the document labels its brokers, so that what hangs on a cluster can be silenced with it.
  labels: { pipeline, service: "kafka", cluster: "trade-pipeline" } satisfies TargetLabels,
  targets: { from: "config" },
  producer,
  metrics,
  // The JVM's own, and the agent's.
  otherSeries: 150,
});

/** Brokers, which may be controllers as well. */
export const kafkaJob = jmxAgent({
  name: "kafka",
  producer: "kafka",
  metrics: [...brokerMetrics, ...controllerMetrics],
});

/** Controllers that are no brokers: in such a cluster only they know of leaders and offline partitions. */
export const kafkaControllerJob = jmxAgent({
  name: "kafka-controller",
  producer: "kafka",
  metrics: controllerMetrics,
});

/** Processes with Kafka clients in them; lag and failed sends are known there, and by no broker. */
export const kafkaClientJob = jmxAgent({
  name: "kafka-client",
  producer: "kafka-client",
  metrics: [...consumerClientMetrics, ...producerClientMetrics],
});

/** The JobManager and the TaskManagers. */
export const flinkJob: ScrapeJob = {
  name: "flink",
  metricsPath: "/metrics",
  labels: { pipeline, service: "flink" },
  targets: { from: "config" },
  producer: ["flink-jobmanager", "flink-taskmanager"],
  metrics: [...jobManagerMetrics, ...taskManagerMetrics],
  // A small job's page has more than 600 series already.
  otherSeries: 0,
  keepsOnlyDeclared: true,
  // Who runs a subtask is told by `instance`, and each restart would make its series anew.
  droppedLabels: ["task_attempt_id", "task_attempt_num", "tm_id"],
};

/** The stock market trade pipeline: WebSocket, Kafka, Flink, Iceberg tables filled by Dagster, and a GraphQL API. */
export const trade: PipelineCatalogue = {
  name: pipeline,
  title: "Stock market trades",
  // In the order in which data flows.
  jobs: [
    generatorJob,
    bridgeJob,
    kafkaJob,
    kafkaControllerJob,
    kafkaClientJob,
    flinkJob,
    dagsterJob,
    dataObservabilityJob,
    apiJob,
  ],
  lineage: [
    { from: generatorJob, to: [bridgeJob] },
    { from: bridgeJob, to: [kafkaJob] },
    { from: kafkaJob, to: [kafkaClientJob, flinkJob] },
    // Dagster's runs fill the tables; data-observability only looks at them.
    { from: flinkJob, to: [dagsterJob] },
  ],
  logs: [],
};
