import type { Duration } from "../../../catalogue/promql/expression.ts";
import { flinkJob, kafkaClientJob, kafkaControllerJob, kafkaJob } from "../../../catalogue/trade.ts";
import { durationSeconds } from "../../../settings/duration.ts";

/** How far back traffic is remembered as usual, and missed when there is none. */
export const memory: Duration = "1d";

/** What input series of the proofs carry. */
export const broker = (name: string) => ({ job: kafkaJob.name, instance: `${name}:7071`, ...kafkaJob.labels });
export const controller = (name: string) => ({
  job: kafkaControllerJob.name,
  instance: `${name}:7071`,
  ...kafkaControllerJob.labels,
});
export const kafkaClient = { job: kafkaClientJob.name, instance: "client:7071", ...kafkaClientJob.labels };
export const jobManager = { job: flinkJob.name, instance: "jobmanager:9249", ...flinkJob.labels };
export const taskManager = { job: flinkJob.name, instance: "taskmanager-1:9249", ...flinkJob.labels };
export const flinkJobName = "trade_aggregation";

/** The rate at which something happens so many times within a window. */
export const perSecond = (times: number, window: Duration): number => times / (durationSeconds(window) ?? 1);
