import type { ScrapeJob, TargetLabels } from "./job.ts";
import type { LogField, LogStream } from "./log.ts";
import { closed, counter, gauge, histogram, info, open } from "./metric.ts";
import type { PipelineCatalogue } from "./pipeline.ts";
import { probeMetrics } from "./synthetic.ts";

// Bounds for what users name: a consumer reads a handful of topics with a few dozen partitions in all.
const topic = open(5, "telco.raw.customers");
const partition = open(32, "0", "1", "2");

export const operations = ["validation", "transformation", "inference", "total"] as const;
export const errorTypes = ["validation_error", "processing_error", "inference_error", "unknown_error"] as const;

export const messagesProcessed = counter({
  name: "kafka_messages_processed_total",
  help: "Messages that the consumer has finished, failed ones included.",
  unit: "messages",
  labels: { status: closed("success", "failed"), topic },
});

export const messagesFailed = counter({
  name: "kafka_messages_failed_total",
  help: "Messages that failed, by kind of error.",
  unit: "messages",
  labels: { error_type: closed(...errorTypes), topic },
});

export const processingLatency = histogram({
  name: "kafka_processing_latency_seconds",
  help: "Time spent on a message by step; `total` is the whole message, so always select one operation.",
  unit: "seconds",
  labels: { operation: closed(...operations) },
  // Set explicitly: the client libraries' defaults differ from the document's and from each other.
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const consumerLag = gauge({
  name: "kafka_consumer_lag",
  help: "Messages between the consumer's position and the end of the partition.",
  unit: "messages",
  labels: { topic, partition },
});

export const modelLoaded = gauge({
  name: "kafka_consumer_model_loaded",
  help: "1 if the churn model is loaded, 0 if it is not.",
});

export const brokerConnected = gauge({
  name: "kafka_consumer_broker_connected",
  help: "1 if the broker answered the last periodic check, 0 if it did not.",
});

export const consumerInfo = info({
  name: "kafka_consumer_info",
  help: "Version and configuration of the consumer.",
  labels: {
    version: open(3, "1.0.0"),
    mode: closed("streaming", "batch"),
    broker: open(3, "localhost:9092"),
    consumer_group: open(1, "telco-churn"),
    model_backend: closed("sklearn", "spark"),
  },
});

const labels: TargetLabels = { pipeline: "churn", service: "telco-churn-consumer" };

/** The consumer's own /metrics. */
export const consumerJob: ScrapeJob = {
  name: "kafka_consumer",
  metricsPath: "/metrics",
  labels,
  targets: { from: "config" },
  producer: "application",
  metrics: [
    messagesProcessed,
    messagesFailed,
    processingLatency,
    consumerLag,
    modelLoaded,
    brokerConnected,
    consumerInfo,
  ],
  // What a Python or Node runtime adds of its own.
  otherSeries: 100,
};

/** A probe of the consumer's /health, which must answer 200 and say "healthy". */
export const healthJob: ScrapeJob = {
  name: "kafka_consumer_health",
  metricsPath: "/probe",
  labels,
  targets: { from: "probe", module: "json_healthy" },
  metrics: probeMetrics,
  producer: "blackbox-probe",
  otherSeries: 50,
};

const standardFields: readonly LogField[] = [
  { name: "timestamp", type: "string", help: "RFC 3339 in UTC, with milliseconds." },
  { name: "level", type: "string", help: "Severity.", values: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] },
  { name: "logger", type: "string", help: "Name of the logger." },
  { name: "message", type: "string", help: "What happened, for people." },
  { name: "module", type: "string", help: "Source module." },
  { name: "function", type: "string", help: "Source function." },
  { name: "line", type: "integer", help: "Source line." },
];

const messageFields: readonly LogField[] = [
  { name: "message_id", type: "string", help: "Customer id or message key.", personal: true },
  { name: "topic", type: "string", help: "Kafka topic." },
  { name: "partition", type: "integer", help: "Kafka partition." },
  { name: "offset", type: "integer", help: "Kafka offset." },
  { name: "latency_ms", type: "number", help: "Time taken, in milliseconds." },
  // One vocabulary for logs and metrics: the document has two that only half agree.
  { name: "error_type", type: "string", help: "Kind of error.", values: errorTypes },
];

const event = (...values: readonly string[]): LogField => ({
  name: "event_type",
  type: "string",
  help: "What kind of event the line reports.",
  values,
});

const producerLog: LogStream = {
  component: "producer",
  fields: [
    ...standardFields,
    ...messageFields,
    event("validation_failure", "message_published", "publish_failure"),
    { name: "batch_size", type: "integer", help: "Messages in the batch." },
    { name: "success_count", type: "integer", help: "Messages of the batch that were published." },
    { name: "failure_count", type: "integer", help: "Messages of the batch that failed." },
  ],
};

const consumerLog: LogStream = {
  component: "consumer",
  fields: [
    ...standardFields,
    ...messageFields,
    event(
      "validation_failure",
      "transformation_failure",
      "inference_failure",
      "output_validation_failure",
      "message_processed",
      "processing_exception",
    ),
    { name: "prediction", type: "integer", help: "0: stays, 1: leaves." },
    { name: "churn_probability", type: "number", help: "0 to 1." },
  ],
};

/** The Telco churn pipeline: a Kafka producer, and a consumer that scores each message with a model. */
export const churn: PipelineCatalogue = {
  name: "churn",
  title: "Telco churn",
  jobs: [consumerJob, healthJob],
  lineage: [],
  logs: [producerLog, consumerLog],
};
