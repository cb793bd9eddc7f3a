import { counter, gauge, open } from "./metric.ts";

// Flink's page calls every number a gauge and adds no `_total`; here a counter is what only grows.
// Names in labels have `_` for all but letters, digits and colons: the job "trade-aggregation" is `trade_aggregation`.

/** One value a process; empty where Flink does not know its own name. */
export const host = open(1, "localhost", "");
/** Labels of what belongs to a job; the id follows from the name, so it makes no more series. */
export const job = {
  job_id: open(1, "fda3ae781f6e514912fae49e3e597ed0"),
  job_name: open(4, "trade_aggregation"),
  host,
};

export const runningJobs = gauge({
  name: "flink_jobmanager_numRunningJobs",
  help: "Jobs that run. A job that has failed for good shows here alone: all series of its own are gone.",
  unit: "count",
  labels: { host },
});

export const registeredTaskManagers = gauge({
  name: "flink_jobmanager_numRegisteredTaskManagers",
  help: "TaskManagers that the JobManager knows.",
  unit: "count",
  labels: { host },
});

export const taskSlotsTotal = gauge({
  name: "flink_jobmanager_taskSlotsTotal",
  help: "Slots for tasks that the TaskManagers offer.",
  unit: "count",
  labels: { host },
});

export const taskSlotsAvailable = gauge({
  name: "flink_jobmanager_taskSlotsAvailable",
  help: "Slots for tasks that are free.",
  unit: "count",
  labels: { host },
});

/** 0 while the job restarts; after its last failure the series is gone. */
export const jobUptime = gauge({
  name: "flink_jobmanager_job_uptime",
  help: "How long the job has run without a break.",
  unit: "milliseconds",
  labels: job,
});

export const jobRestarts = counter({
  name: "flink_jobmanager_job_numRestarts",
  help: "Restarts of the job since it was submitted.",
  unit: "count",
  labels: job,
});

/** Of a checkpoint that completed: one that hangs leaves the old value, see `checkpointsInProgress`. -1 before the first. */
export const lastCheckpointDuration = gauge({
  name: "flink_jobmanager_job_lastCheckpointDuration",
  help: "How long the last completed checkpoint took.",
  unit: "milliseconds",
  labels: job,
});

export const lastCheckpointSize = gauge({
  name: "flink_jobmanager_job_lastCheckpointSize",
  help: "What the last completed checkpoint stored; only the changes, where checkpoints are incremental.",
  unit: "bytes",
  labels: job,
});

export const checkpointsCompleted = counter({
  name: "flink_jobmanager_job_numberOfCompletedCheckpoints",
  help: "Checkpoints that completed.",
  unit: "count",
  labels: job,
});

export const checkpointsFailed = counter({
  name: "flink_jobmanager_job_numberOfFailedCheckpoints",
  help: "Checkpoints that failed.",
  unit: "count",
  labels: job,
});

export const checkpointsInProgress = gauge({
  name: "flink_jobmanager_job_numberOfInProgressCheckpoints",
  help: "Checkpoints that are under way.",
  unit: "count",
  labels: job,
});

/** What a JobManager shows. */
export const jobManagerMetrics = [
  runningJobs,
  registeredTaskManagers,
  taskSlotsTotal,
  taskSlotsAvailable,
  jobUptime,
  jobRestarts,
  lastCheckpointDuration,
  lastCheckpointSize,
  checkpointsCompleted,
  checkpointsFailed,
  checkpointsInProgress,
] as const;
