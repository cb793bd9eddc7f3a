import { jobManagerMetrics } from "./flink.ts";
import { taskManagerMetrics } from "./flink-taskmanager.ts";
import { applicationMetrics } from "./health-application.ts";
import type { ScrapeJob, TargetLabels } from "./job.ts";
import { consumerGroupLag, consumerGroupLagSeconds } from "./kafka-lag.ts";
import type { LogStream } from "./log.ts";
import type { PipelineCatalogue } from "./pipeline.ts";

const pipeline = "health";
const labelsOf = (service: string): TargetLabels => ({ pipeline, service, application: "flink-health-consumer" });

/** Flink's reporter in the JobManager: the job, its checkpoints, the TaskManagers it knows. */
export const jobManagerJob: ScrapeJob = {
  name: "flink-health-jobmanager",
  metricsPath: "/metrics",
  labels: labelsOf("flink-health-jobmanager"),
  targets: { from: "config" },
  producer: "flink-jobmanager",
  metrics: jobManagerMetrics,
  // The JVM, the cluster, and what else it says of each job.
  otherSeries: 400,
};

/** Flink's reporter in each TaskManager: a process, and so a target, of its own. */
export const taskManagerJob: ScrapeJob = {
  name: "flink-health-taskmanager",
  metricsPath: "/metrics",
  labels: labelsOf("flink-health-taskmanager"),
  targets: { from: "config" },
  producer: "flink-taskmanager",
  metrics: taskManagerMetrics,
  otherSeries: 3000,
  // Flink shows some hundred numbers for each subtask of each operator.
  keepsOnlyDeclared: true,
  // New ones with each restart; `instance` and `subtask_index` tell the same.
  droppedLabels: ["task_attempt_id", "task_attempt_num", "tm_id"],
};

/** The page of a TaskManager's Python workers. */
export const applicationJob: ScrapeJob = {
  name: "flink-health-application",
  metricsPath: "/metrics",
  labels: labelsOf("flink-health-application"),
  targets: { from: "config" },
  producer: "application",
  metrics: applicationMetrics,
  // The Python client's `_created` times, where they are left on.
  otherSeries: 350,
};

/**
 * An exporter of committed offsets that runs already, such as kafka_exporter, whose names these are. The stack's own,
 * stack config's `kafkaLag`, shows them as well and needs no targets here.
 */
export const kafkaLagJob: ScrapeJob = {
  name: "flink-health-kafka-lag",
  metricsPath: "/metrics",
  labels: labelsOf("flink-health-kafka-lag"),
  targets: { from: "config" },
  producer: "kafka-lag",
  metrics: [consumerGroupLag, consumerGroupLagSeconds],
  otherSeries: 0,
  // The offsets themselves, and other exporters' further series, nobody asks for.
  keepsOnlyDeclared: true,
};

// As the document writes them, one object inside the other.
const consumerLog: LogStream = {
  component: "consumer",
  fields: [
    { name: "timestamp", type: "string", help: "RFC 3339 in UTC, with milliseconds." },
    { name: "level", type: "string", help: "Severity.", values: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] },
    { name: "logger", type: "string", help: "Name of the logger." },
    { name: "message", type: "string", help: "What happened, for people." },
    { name: "thread.id", type: "integer", help: "Thread." },
    { name: "thread.name", type: "string", help: "The thread's name." },
    { name: "source.file", type: "string", help: "Source file." },
    { name: "source.line", type: "integer", help: "Source line." },
    { name: "source.function", type: "string", help: "Source function." },
    { name: "process.id", type: "integer", help: "Process." },
    { name: "process.name", type: "string", help: "The process' name." },
    { name: "context.kafka_topic", type: "string", help: "Kafka topic." },
    { name: "context.kafka_partition", type: "integer", help: "Kafka partition." },
    { name: "context.kafka_offset", type: "integer", help: "Kafka offset." },
    { name: "context.user_id", type: "string", help: "Whose record it is.", personal: true },
    { name: "context.data_type", type: "string", help: "What was measured: of a person, a fact about their health." },
  ],
};

/** The health data pipeline: a PyFlink job that validates records from Kafka and writes them to an Iceberg table. */
export const health: PipelineCatalogue = {
  name: pipeline,
  title: "Health data",
  jobs: [jobManagerJob, taskManagerJob, applicationJob, kafkaLagJob],
  lineage: [
    { from: jobManagerJob, to: [taskManagerJob] },
    { from: taskManagerJob, to: [applicationJob] },
  ],
  logs: [consumerLog],
};
