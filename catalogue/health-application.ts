import { closed, counter, gauge, histogram, open } from "./metric.ts";

// What the Python code of the health job counts itself, with prometheus_client: Flink turns PyFlink's distributions into
// gauges that always read 0, and its histograms have no buckets. The workers of a TaskManager share one page, in the
// client's multiprocess mode; every label value is touched once at the start, so that each series begins at 0.

// What is not on the application's list is counted as `other`: a record must not be able to name a series.
const dataType = open(30, "heartRate", "steps", "sleepAnalysis");

/** Why a record is refused; free text belongs into the log. */
export const validationReasons = [
  "missing_field",
  "wrong_type",
  "out_of_range",
  "bad_timestamp",
  "unknown_data_type",
  "other",
] as const;

export const validRecords = counter({
  name: "health_data_valid_records_total",
  help: "Records that passed validation; each record counts here or among the invalid ones, once.",
  unit: "records",
  labels: { data_type: dataType },
});

export const invalidRecords = counter({
  name: "health_data_invalid_records_total",
  help: "Records that were read but failed validation.",
  unit: "records",
  labels: { data_type: dataType },
});

/** For reasons alone: a record with two faults counts twice, so shares are made of `validRecords` and `invalidRecords`. */
export const validationFailures = counter({
  name: "validation_failures_total",
  help: "Faults that validation found in records, by reason.",
  unit: "count",
  labels: { reason: closed(...validationReasons), data_type: dataType },
});

export const processingLatency = histogram({
  name: "health_data_processing_latency_seconds",
  help: "Time from a record's arrival in Flink until it is handed to the sink.",
  unit: "seconds",
  // Fine around the document's threshold of 10 s.
  buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10, 15, 30, 60, 120],
});

export const recordsConsumed = counter({
  name: "kafka_records_consumed_total",
  help: "Records taken from Kafka, those that cannot be deserialised included.",
  unit: "records",
});

/** Kafka hands over raw bytes and the job's first step decodes them: behind a deserialiser no step would see a failure. */
export const deserializationErrors = counter({
  name: "kafka_deserialization_errors_total",
  help: "Records from Kafka that could not be deserialised; they are neither valid nor invalid.",
  unit: "records",
});

export const consumptionLatency = histogram({
  name: "kafka_consumption_latency_seconds",
  help: "Time between Kafka's timestamp of a record and its arrival in Flink: the lag, in seconds.",
  unit: "seconds",
  // Up to the hours that a backlog may take.
  buckets: [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
});

/** Counted by the code that commits: a step before the sink would only know what it handed over. */
export const recordsWritten = counter({
  name: "iceberg_records_written_total",
  help: "Records in commits to the Iceberg table that succeeded.",
  unit: "records",
});

export const writeFailures = counter({
  name: "iceberg_write_failures_total",
  help: "Writes of data files and commits to the Iceberg table that failed, each attempt.",
  unit: "count",
});

export const writeLatency = histogram({
  name: "iceberg_write_latency_seconds",
  help: "Time to write and commit a batch to the Iceberg table.",
  unit: "seconds",
  buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
});

export const batchSize = histogram({
  name: "iceberg_batch_size_records",
  help: "Records in a batch that was committed to the Iceberg table.",
  unit: "records",
  buckets: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000],
});

/** The Python workers are no part of the JVM's heap, but of this; the kernel kills at the limit. */
export const containerMemory = gauge({
  name: "health_data_container_memory_working_set_bytes",
  help: "Memory that the TaskManager's container needs, JVM and Python workers together (cgroup, without inactive files).",
  unit: "bytes",
});

export const containerMemoryLimit = gauge({
  name: "health_data_container_memory_limit_bytes",
  help: "Memory that the TaskManager's container may hold; 0 if it has no limit.",
  unit: "bytes",
});

export const workerMemory = gauge({
  name: "health_data_worker_resident_memory_bytes",
  help: "Resident memory of the TaskManager's living Python workers together.",
  unit: "bytes",
});

/** What the application shows, once for each TaskManager. */
export const applicationMetrics = [
  validRecords,
  invalidRecords,
  validationFailures,
  processingLatency,
  recordsConsumed,
  deserializationErrors,
  consumptionLatency,
  recordsWritten,
  writeFailures,
  writeLatency,
  batchSize,
  containerMemory,
  containerMemoryLimit,
  workerMemory,
] as const;
