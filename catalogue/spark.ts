import { closed, counter, gauge, type Metric, open } from "./metric.ts";

// Spark's page at /metrics/prometheus/ has its namespace, and a query's name, in the names of its metrics. Each gauge is
// there twice, as `_Number` and as `_Value`, and each counter as `_Count`; the page has neither types nor help.

const gauges = { type: closed("gauges") };
const counters = { type: closed("counters") };

/** What the driver of the recorded page and its query are called. */
export const recordedSpark = { namespace: "k2_bronze", query: "bronze_binance" } as const;

/** What a driver is called on its page: `spark.metrics.namespace`, in which Spark makes `_` of all but letters and digits. */
const driver = (namespace: string): string => `metrics_${sanitized(namespace)}_driver`;

/** A driver's metric, here and on the recorded page. */
const named = (namespace: string, metric: string) => ({
  name: `${driver(namespace)}_${metric}`,
  recordedAs: `${driver(recordedSpark.namespace)}_${metric}`,
});

const sanitized = (name: string): string => name.replaceAll(/[^A-Za-z0-9]/g, "_");

/** What a driver shows of its process and its work, whatever it runs. */
export const sparkDriver = (namespace: string) => ({
  heapUsed: gauge({
    ...named(namespace, "jvm_heap_used_Value"),
    help: "Heap in use, garbage included.",
    unit: "bytes",
    labels: gauges,
  }),
  heapMax: gauge({
    ...named(namespace, "jvm_heap_max_Value"),
    help: "Most heap that the process may take.",
    unit: "bytes",
    labels: gauges,
  }),
  /** A gauge on the page, but it only grows. */
  cpuTime: counter({
    ...named(namespace, "JVMCPU_jvmCpuTime_Value"),
    help: "Nanoseconds of processor time that the process has used.",
    labels: gauges,
  }),
  failedJobs: counter({
    ...named(namespace, "appStatus_jobs_failedJobs_Count"),
    help: "Jobs of the application that failed.",
    unit: "count",
    labels: counters,
  }),
  failedTasks: counter({
    ...named(namespace, "appStatus_tasks_failedTasks_Count"),
    help: "Tasks that failed, those that a later attempt made good included.",
    unit: "count",
    labels: counters,
  }),
  droppedEvents: counter({
    ...named(namespace, "LiveListenerBus_queue_streams_numDroppedEvents_Count"),
    help: "Progress events that were dropped because a listener was too slow: metrics made from them then lie.",
    unit: "count",
    labels: counters,
  }),
});

/** What a driver shows of one streaming query, if `spark.sql.streaming.metricsEnabled` is set and the query has a name. */
export function sparkQuery(namespace: string, query: string) {
  const streaming = (of: string, metric: string): string => `spark_streaming_${sanitized(of)}_${metric}_Value`;
  const ofQuery = (metric: string) => ({
    name: `${driver(namespace)}_${streaming(query, metric)}`,
    recordedAs: `${driver(recordedSpark.namespace)}_${streaming(recordedSpark.query, metric)}`,
  });
  return {
    inputRate: gauge({
      ...ofQuery("inputRate_total"),
      help: "Records that arrive for the query, over its last batch.",
      unit: "perSecond",
      labels: gauges,
    }),
    processingRate: gauge({
      ...ofQuery("processingRate_total"),
      help: "Records that the query processes, over its last batch.",
      unit: "perSecond",
      labels: gauges,
    }),
    batchDuration: gauge({
      ...ofQuery("latency"),
      help: "How long the query's last batch took.",
      unit: "milliseconds",
      labels: gauges,
    }),
    /** 0 for a query without a watermark. */
    watermark: gauge({
      ...ofQuery("eventTime_watermark"),
      help: "Event time up to which the query has all its records, in milliseconds since 1970.",
      unit: "milliseconds",
      labels: gauges,
    }),
    stateRows: gauge({
      ...ofQuery("states_rowsTotal"),
      help: "Rows that the query holds as state.",
      unit: "rows",
      labels: gauges,
    }),
    stateBytes: gauge({
      ...ofQuery("states_usedBytes"),
      help: "Memory that the query's state takes.",
      unit: "bytes",
      labels: gauges,
    }),
  };
}

const executor = {
  application_id: open(1, "local-1795252749274"),
  application_name: open(1, "k2-bronze"),
  executor_id: open(8, "driver", "1"),
};

export const executorHeap = gauge({
  name: "metrics_executor_JVMHeapMemory_bytes",
  help: "Most heap that an executor has used.",
  unit: "bytes",
  labels: executor,
});

export const executorFailedTasks = counter({
  name: "metrics_executor_failedTasks_total",
  help: "Tasks that failed on an executor.",
  unit: "count",
  labels: executor,
});

/** What the driver shows of its executors at /metrics/executors/prometheus, if `spark.ui.prometheus.enabled` is set. */
export const executorMetrics: readonly Metric[] = [executorHeap, executorFailedTasks];

// A standalone master's page is at /metrics/master/prometheus/, without a namespace in its names.
const master = (name: string, help: string) =>
  gauge({ name: `metrics_master_${name}_Value`, help, unit: "count", labels: gauges });

/** Those that died count on for a while. */
export const masterWorkers = master("workers", "Workers that are registered at the master.");
export const masterAliveWorkers = master("aliveWorkers", "Workers of the master that are alive.");
export const masterApplications = master("apps", "Applications that run or wait.");
export const masterWaitingApplications = master("waitingApps", "Applications that wait for workers to have room.");

/** What a standalone master shows. */
export const masterMetrics = [
  masterWorkers,
  masterAliveWorkers,
  masterApplications,
  masterWaitingApplications,
] as const;
