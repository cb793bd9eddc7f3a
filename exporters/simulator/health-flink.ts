import {
  checkpointsCompleted,
  checkpointsFailed,
  checkpointsInProgress,
  jobRestarts,
  jobUptime,
  lastCheckpointDuration,
  lastCheckpointSize,
  registeredTaskManagers,
  runningJobs,
  taskSlotsAvailable,
  taskSlotsTotal,
} from "../../catalogue/flink.ts";
import {
  cpuLoad,
  heapMax,
  heapUsed,
  inputWatermark,
  nettyBytesInRate,
  operatorRecordsIn,
  outputWatermark,
  sourceBytesInRate,
  sourceLagMax,
  sourcePending,
  taskBackPressured,
  taskBackPressuredTime,
  taskBytesIn,
  taskBytesInRate,
  taskBytesOut,
  taskBytesOutRate,
  taskRecordsIn,
  taskRecordsInRate,
  taskRecordsOut,
  taskRecordsOutRate,
  watermarkLag,
} from "../../catalogue/flink-taskmanager.ts";
import { type Sample, sample } from "./model.ts";
import type { Behaviour, Moment } from "./table.ts";

const mebibyte = 1024 ** 2;
const heapSize = 2048 * mebibyte;

/** What the job, its checkpoints and its TaskManager do. */
export interface FlinkConditions {
  readonly runningJobs: number;
  readonly taskManagers: number;
  /** How long the job had run when the scenario began; it does not start over. */
  readonly uptimeSeconds: number;
  readonly restartsPerSecond: number;
  readonly checkpointSeconds: number;
  readonly checkpointsPerSecond: number;
  readonly failedCheckpointsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly pendingRecords: number;
  readonly heapShare: number;
}

const host = { host: "localhost" };
const job = { job_id: "5f2c9d0e7a1b4c3d8e6f0a1b2c3d4e5f", job_name: "flink_health_consumer", ...host };
const taskManager = { ...host, tm_id: "health_taskmanager_1" };

/** A subtask's labels; both tasks run in two. */
const taskOf = (task: Task, subtask_index: string) => ({
  ...job,
  ...taskManager,
  task_id: task.id,
  task_name: task.name,
  task_attempt_id: `${task.id}_${subtask_index}_0`,
  task_attempt_num: "0",
  subtask_index,
});

interface Task {
  readonly id: string;
  readonly name: string;
  readonly operator: string;
}
const source: Task = {
  id: "cbc357ccb763df2852fee8c4fc7d55f2",
  name: "Source:_kafka_source",
  operator: "Source:_kafka_source",
};
const sink: Task = {
  id: "90bea66de1c231edf33913ecd54406c1",
  name: "validate____iceberg_sink:_Writer",
  operator: "iceberg_sink:_Writer",
};
const subtasks = ["0", "1"] as const;
const bytesPerRecord = 400;

/** The JobManager's page: of a job that has failed for good, only the cluster's numbers are left. */
export function jobManagerPage(conditions: FlinkConditions, { seconds }: Moment): Behaviour {
  const cluster = [
    sample(runningJobs, conditions.runningJobs, host),
    sample(registeredTaskManagers, conditions.taskManagers, host),
    sample(taskSlotsTotal, 2 * conditions.taskManagers, host),
    sample(taskSlotsAvailable, conditions.runningJobs > 0 ? 0 : 2 * conditions.taskManagers, host),
  ];
  if (conditions.runningJobs === 0) return { gauges: cluster, perSecond: [], observed: [] };
  const { uptimeSeconds: before, restartsPerSecond } = conditions;
  // One that restarts all the time never gets beyond where it was.
  const up = before === 0 || restartsPerSecond > 0 ? before : before + seconds;
  return {
    gauges: [
      ...cluster,
      sample(jobUptime, 1000 * up, job),
      sample(lastCheckpointDuration, 1000 * conditions.checkpointSeconds, job),
      sample(lastCheckpointSize, 48 * mebibyte, job),
      sample(checkpointsInProgress, up > 0 && conditions.checkpointsPerSecond === 0 ? 1 : 0, job),
    ],
    perSecond: [
      sample(jobRestarts, restartsPerSecond, job),
      sample(checkpointsCompleted, conditions.checkpointsPerSecond, job),
      sample(checkpointsFailed, conditions.failedCheckpointsPerSecond, job),
    ],
    observed: [],
  };
}

/** The TaskManager's page: without a job there are no tasks. */
export function taskManagerPage(conditions: FlinkConditions, { seconds, now }: Moment): Behaviour {
  const tasks = conditions.runningJobs === 0 ? [] : subtasks;
  return {
    gauges: [
      sample(heapUsed, conditions.heapShare * heapSize, taskManager),
      sample(heapMax, heapSize, taskManager),
      sample(cpuLoad, 0.2 + 0.05 * Math.sin(seconds / 60), taskManager),
      ...tasks.flatMap((index) => [...sourceGauges(conditions, index, now), ...sinkGauges(conditions, index, now)]),
    ],
    perSecond: tasks.flatMap((index) => counters(conditions, index)),
    observed: [],
  };
}

function sourceGauges(conditions: FlinkConditions, index: string, now: number): readonly Sample[] {
  const { pendingRecords, recordsPerSecond } = conditions;
  const task = taskOf(source, index);
  const operator = { ...task, operator_id: source.id, operator_name: source.operator };
  const share = recordsPerSecond / subtasks.length;
  return [
    sample(sourcePending, pendingRecords / subtasks.length, operator),
    sample(sourceLagMax, pendingRecords / subtasks.length, operator),
    sample(sourceBytesInRate, share * bytesPerRecord, operator),
    sample(watermarkLag, 2000, operator),
    sample(outputWatermark, 1000 * (now - 2), operator),
    sample(taskBackPressured, 0, task),
    sample(taskBackPressuredTime, 0, task),
    sample(taskRecordsInRate, 0, task),
    sample(taskRecordsOutRate, share, task),
    sample(taskBytesInRate, 0, task),
    sample(taskBytesOutRate, share * bytesPerRecord, task),
    sample(nettyBytesInRate, 0, task),
  ];
}

function sinkGauges({ recordsPerSecond }: FlinkConditions, index: string, now: number): readonly Sample[] {
  const task = taskOf(sink, index);
  const share = recordsPerSecond / subtasks.length;
  return [
    sample(inputWatermark, 1000 * (now - 2), task),
    sample(taskBackPressured, 0, task),
    sample(taskBackPressuredTime, 0, task),
    sample(taskRecordsInRate, share, task),
    sample(taskRecordsOutRate, 0, task),
    sample(taskBytesInRate, share * bytesPerRecord, task),
    sample(taskBytesOutRate, 0, task),
    sample(nettyBytesInRate, share * bytesPerRecord, task),
  ];
}

/** Sources take in nothing as a task, sinks send nothing on: Flink counts only what goes between tasks. */
function counters({ recordsPerSecond }: FlinkConditions, index: string): readonly Sample[] {
  const share = recordsPerSecond / subtasks.length;
  const [from, to] = [taskOf(source, index), taskOf(sink, index)];
  return [
    sample(operatorRecordsIn, share, { ...from, operator_id: source.id, operator_name: source.operator }),
    sample(operatorRecordsIn, share, { ...to, operator_id: sink.id, operator_name: sink.operator }),
    sample(taskRecordsIn, 0, from),
    sample(taskRecordsIn, share, to),
    sample(taskRecordsOut, share, from),
    sample(taskRecordsOut, 0, to),
    sample(taskBytesIn, 0, from),
    sample(taskBytesIn, share * bytesPerRecord, to),
    sample(taskBytesOut, share * bytesPerRecord, from),
    sample(taskBytesOut, 0, to),
  ];
}
