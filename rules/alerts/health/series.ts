import { applicationJob, health, jobManagerJob, taskManagerJob } from "../../../catalogue/health.ts";
import { invalidRecords, validRecords } from "../../../catalogue/health-application.ts";
import type { Metric } from "../../../catalogue/metric.ts";
import { counterOf, multiply, or, rate, sum } from "../../../catalogue/promql/build.ts";
import type { Duration, Expression } from "../../../catalogue/promql/expression.ts";
import { durationSeconds } from "../../../settings/duration.ts";

/** Selects the pipeline's own: others run Flink and write to Iceberg, too. */
export const here = { pipeline: health.name } as const;

/** What input series of the proofs carry. */
export const jobManager = { ...here, job: jobManagerJob.name, instance: "jobmanager:9249" };
export const taskManager = { ...here, job: taskManagerJob.name, instance: "taskmanager-1:9249" };
export const application = { ...here, job: applicationJob.name, instance: "taskmanager-1:9400" };
export const flinkJob = { job_name: "flink_health_consumer" };
export const source = { ...flinkJob, operator_name: "Source:_kafka_source", subtask_index: "0" };

/** Seconds after which something happens again, so that each window sees it, but no window that is much shorter. */
export const oncePer = (window: Duration): number => 0.88 * (durationSeconds(window) ?? 0);

type Records = Metric<"data_type", "counter">;

/** Rate of one outcome; 0 where only the other one is known of a data type. */
function outcome(metric: Records, other: Records, window: Duration, by: readonly string[]): Expression {
  const rated = (one: Records): Expression => sum(rate(counterOf(one, here), window), by);
  return or(rated(metric), multiply(rated(other), 0));
}

/** Records per second that passed validation, and that did not. */
export const validRate = (window: Duration, by: readonly string[] = []): Expression =>
  outcome(validRecords, invalidRecords, window, by);
export const invalidRate = (window: Duration, by: readonly string[] = []): Expression =>
  outcome(invalidRecords, validRecords, window, by);
