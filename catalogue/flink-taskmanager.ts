import { host, job } from "./flink.ts";
import { counter, gauge, open } from "./metric.ts";

const taskManager = { host, tm_id: open(1, "8570067a_a47d_45d3_a032_19ab10def18f") };
// All ids follow from the names and the subtask, so they make no more series; but each restart of a task gives it a new
// attempt, and so new series.
const task = {
  ...job,
  ...taskManager,
  task_id: open(1, "f362c87ffabe89c8a91fa7d0a523ba6c"),
  task_name: open(8, "Source:_trades_source", "running_sum"),
  task_attempt_id: open(1, "cbd2ebe136e90a916f818e92a97b73c7_f362c87ffabe89c8a91fa7d0a523ba6c_1_0"),
  task_attempt_num: open(1, "0"),
  subtask_index: open(4, "0", "1"),
};
/** Labels of what belongs to an operator, the metrics that a job declares for itself among them. */
export const operator = {
  ...task,
  operator_id: open(1, "f362c87ffabe89c8a91fa7d0a523ba6c"),
  // Operators that are chained share a task.
  operator_name: open(2, "Source:_trades_source", "discard_sink:_Writer"),
};

/** 0 on sources, which take their records from outside Flink: ask `operatorRecordsIn` or `taskRecordsOut` there. */
export const taskRecordsIn = counter({
  name: "flink_taskmanager_job_task_numRecordsIn",
  help: "Records that a subtask took in.",
  unit: "records",
  labels: task,
});

export const taskRecordsInRate = gauge({
  name: "flink_taskmanager_job_task_numRecordsInPerSecond",
  help: "Records that a subtask takes in, over Flink's own window of a minute.",
  unit: "perSecond",
  labels: task,
});

/** 0 on sinks, which hand their records to the outside. */
export const taskRecordsOut = counter({
  name: "flink_taskmanager_job_task_numRecordsOut",
  help: "Records that a subtask sent on.",
  unit: "records",
  labels: task,
});

export const taskRecordsOutRate = gauge({
  name: "flink_taskmanager_job_task_numRecordsOutPerSecond",
  help: "Records that a subtask sends on, over Flink's own window of a minute.",
  unit: "perSecond",
  labels: task,
});

export const taskBytesIn = counter({
  name: "flink_taskmanager_job_task_numBytesIn",
  help: "Bytes that a subtask took in from other subtasks.",
  unit: "bytes",
  labels: task,
});

export const taskBytesInRate = gauge({
  name: "flink_taskmanager_job_task_numBytesInPerSecond",
  help: "Bytes that a subtask takes in from other subtasks, over Flink's own window of a minute.",
  unit: "bytesPerSecond",
  labels: task,
});

export const taskBytesOut = counter({
  name: "flink_taskmanager_job_task_numBytesOut",
  help: "Bytes that a subtask sent to other subtasks.",
  unit: "bytes",
  labels: task,
});

export const taskBytesOutRate = gauge({
  name: "flink_taskmanager_job_task_numBytesOutPerSecond",
  help: "Bytes that a subtask sends to other subtasks, over Flink's own window of a minute.",
  unit: "bytesPerSecond",
  labels: task,
});

/** Bytes that came over the network, from subtasks of other TaskManagers. */
export const nettyBytesInRate = gauge({
  name: "flink_taskmanager_job_task_Shuffle_Netty_Input_numBytesInRemotePerSecond",
  help: "Bytes that a subtask takes in from other TaskManagers, over Flink's own window of a minute.",
  unit: "bytesPerSecond",
  labels: task,
});

/** A sample at the moment of the scrape; `taskBackPressuredTime` says how much of the time. */
export const taskBackPressured = gauge({
  name: "flink_taskmanager_job_task_isBackPressured",
  help: "1 while a subtask waits for those that come after it, 0 while it does not.",
  labels: task,
});

export const taskBackPressuredTime = gauge({
  name: "flink_taskmanager_job_task_backPressuredTimeMsPerSecond",
  help: "Milliseconds of each second that a subtask waited for those that come after it.",
  unit: "milliseconds",
  labels: task,
});

/** Missing on sources, where `outputWatermark` is; about -9.2e18 before the first watermark. */
export const inputWatermark = gauge({
  name: "flink_taskmanager_job_task_currentInputWatermark",
  help: "Event time up to which a subtask has all its records, in milliseconds since 1970.",
  unit: "milliseconds",
  labels: task,
});

/** About -9.2e18 before the first watermark. */
export const outputWatermark = gauge({
  name: "flink_taskmanager_job_task_operator_currentOutputWatermark",
  help: "Event time up to which an operator has sent all its records, in milliseconds since 1970.",
  unit: "milliseconds",
  labels: operator,
});

/** On sources alone. */
export const watermarkLag = gauge({
  name: "flink_taskmanager_job_task_operator_watermarkLag",
  help: "How far a source's watermark is behind the clock.",
  unit: "milliseconds",
  labels: operator,
});

/** Of a source, too. */
export const operatorRecordsIn = counter({
  name: "flink_taskmanager_job_task_operator_numRecordsIn",
  help: "Records that an operator took in.",
  unit: "records",
  labels: operator,
});

/** Of a Kafka source, and only over the partitions that it has read from; NaN until then. */
export const sourceLagMax = gauge({
  name: "flink_taskmanager_job_task_operator_KafkaSourceReader_KafkaConsumer_records_lag_max",
  help: "Messages between a Kafka source's position and the end of that partition where it is furthest behind.",
  unit: "messages",
  labels: operator,
});

/** Of a Kafka source, by its client's own window of half a minute. */
export const sourceBytesInRate = gauge({
  name: "flink_taskmanager_job_task_operator_KafkaSourceReader_KafkaConsumer_incoming_byte_rate",
  help: "Bytes that a Kafka source's client takes in from the brokers.",
  unit: "bytesPerSecond",
  labels: operator,
});

/** Of sources that know it, such as Kafka's. */
export const sourcePending = gauge({
  name: "flink_taskmanager_job_task_operator_pendingRecords",
  help: "Records that a source has yet to read.",
  unit: "records",
  labels: operator,
});

export const heapUsed = gauge({
  name: "flink_taskmanager_Status_JVM_Memory_Heap_Used",
  help: "Heap in use, garbage included.",
  unit: "bytes",
  labels: taskManager,
});

export const heapMax = gauge({
  name: "flink_taskmanager_Status_JVM_Memory_Heap_Max",
  help: "Most heap that the process may take.",
  unit: "bytes",
  labels: taskManager,
});

export const cpuLoad = gauge({
  name: "flink_taskmanager_Status_JVM_CPU_Load",
  help: "Share of the machine's processors that the process uses.",
  unit: "ratio",
  labels: taskManager,
});

/** What a TaskManager shows. */
export const taskManagerMetrics = [
  taskRecordsIn,
  taskRecordsInRate,
  taskRecordsOut,
  taskRecordsOutRate,
  taskBytesIn,
  taskBytesInRate,
  taskBytesOut,
  taskBytesOutRate,
  nettyBytesInRate,
  taskBackPressured,
  taskBackPressuredTime,
  inputWatermark,
  outputWatermark,
  watermarkLag,
  operatorRecordsIn,
  sourceLagMax,
  sourceBytesInRate,
  sourcePending,
  heapUsed,
  heapMax,
  cpuLoad,
] as const;
