import { applicationJob, health, jobManagerJob, taskManagerJob } from "../../../catalogue/health.ts";
import type { Duration } from "../../../catalogue/promql/expression.ts";
import { durationSeconds } from "../../../settings/duration.ts";

/** Selects the pipeline's own where others may have such a metric, too; `health_data_*` are this one's alone. */
export const here = { pipeline: health.name } as const;
/** A pipeline that works at full speed, and must neither hide what happens here nor be taken for it. */
export const elsewhere = { pipeline: "other" } as const;

/** What input series of the proofs carry. */
export const jobManager = { ...here, job: jobManagerJob.name, instance: "jobmanager:9249" };
export const taskManager = { ...here, job: taskManagerJob.name, instance: "taskmanager-1:9249" };
export const application = { ...here, job: applicationJob.name, instance: "taskmanager-1:9400" };
export const flinkJob = { job_name: "flink_health_consumer" };
export const source = { ...flinkJob, operator_name: "Source:_kafka_source", subtask_index: "0" };

/** Seconds after which something happens again, so that each window sees it, but no window that is much shorter. */
export const oncePer = (window: Duration): number => 0.88 * (durationSeconds(window) ?? 0);
