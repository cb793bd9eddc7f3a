import { bronzeJob } from "./k2-bronze.ts";
import { goldJob } from "./k2-gold.ts";
import { k2Pipeline } from "./k2-layer.ts";
import { silverJob } from "./k2-silver.ts";
import { icebergJob, k2KafkaJob, registryJob, sparkJob, sparkMasterJob } from "./k2-systems.ts";
import type { LogField, LogStream } from "./log.ts";
import type { PipelineCatalogue } from "./pipeline.ts";

/** The jobs that move the data: when one of them is down, trades no longer flow. */
export const streamingJobs = [bronzeJob, silverJob, goldJob] as const;

/**
 * Names of the jobs' containers, such as `bronze-binance-stream`, as compose or Kubernetes (`k8s_...`) has them: cAdvisor
 * also shows those of others.
 */
export const containerNames = "(k8s_.*_)?(bronze|silver|gold)-.+";

/** Names of the Schema Registry's container; it does not tell itself when it was started. */
export const registryContainerNames = "(k8s_.*_)?(k2-)?schema-registry.*";

const fields: readonly LogField[] = [
  { name: "timestamp", type: "string", help: "RFC 3339 in UTC, with milliseconds." },
  { name: "level", type: "string", help: "Severity.", values: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] },
  { name: "job", type: "string", help: "The scrape job's name, so that logs and metrics agree." },
  { name: "logger", type: "string", help: "Name of the logger." },
  { name: "exchange", type: "string", help: "Exchange that the line is about." },
  { name: "message", type: "string", help: "What happened, for people." },
  { name: "trigger_interval", type: "string", help: "Trigger of the query, at its start." },
  { name: "max_offsets", type: "integer", help: "Most offsets of a batch, at its start." },
];

const logs: readonly LogStream[] = streamingJobs.map(({ name }) => ({ component: name, fields }));

/** The K2 pipeline: trades of crypto exchanges from Kafka over Bronze and Silver to Gold, by Spark, in Iceberg tables. */
export const k2Streaming: PipelineCatalogue = {
  name: k2Pipeline,
  title: "K2 streaming",
  jobs: [...streamingJobs, icebergJob, registryJob, sparkJob, sparkMasterJob, k2KafkaJob],
  lineage: [
    { from: k2KafkaJob, to: [bronzeJob] },
    { from: bronzeJob, to: [silverJob] },
    { from: silverJob, to: [goldJob] },
    { from: goldJob, to: [icebergJob] },
  ],
  logs,
};
