import { drivers, sparkJob, sparkMasterJob } from "../../../catalogue/k2-systems.ts";
import { counterOf, divide, gaugeOf, greater, increase, max, sum } from "../../../catalogue/promql/build.ts";
import { masterWaitingApplications } from "../../../catalogue/spark.ts";
import { alert } from "../../alert.ts";
import { constant, growing, justAbove, justBelow } from "../../fixture.ts";
import { everyDriver, memoryLimit, memoryUsed } from "../../recording/k2-streaming/drivers.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { serviceOfLayer } from "./series.ts";

const driver = { job: sparkJob.name, instance: "silver:4040", ...sparkJob.labels, type: "gauges" };

export const streamingJobMemoryHigh = alert({
  name: "StreamingJobMemoryHigh",
  component: "driver",
  jobs: [sparkJob],
  service: serviceOfLayer,
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: { default: 0.9, unit: "ratio", min: 0.01, max: 1, source: "k2-streaming.md, Alert Rules" },
  },
  panel: "k2-streaming-overview/resource-utilization",
  summary: "A streaming job is short of memory",
  description: ({ numbers }) =>
    `The {{ $labels.layer }} driver at {{ $labels.instance }} uses ${valueTemplate("ratio")} of its heap (threshold ${formatValue(numbers.threshold, "ratio")}); at the end of it the job dies.`,
  expression: ({ numbers }) => greater(divide(gaugeOf(memoryUsed), gaugeOf(memoryLimit)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const heap = (used: number) => [
      constant(drivers.silver.heapUsed, driver, used * 2 ** 30),
      constant(drivers.silver.heapMax, driver, 2 ** 30),
    ];
    return {
      fires: heap(justAbove(threshold)),
      quiet: {
        "just below the threshold": heap(justBelow(threshold)),
        "without a limit": [
          constant(drivers.silver.heapUsed, driver, 2 ** 30),
          constant(drivers.silver.heapMax, driver, -1),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

/** All metrics of the layers are made of these events. */
export const progressEventsDropped = alert({
  name: "ProgressEventsDropped",
  component: "driver",
  jobs: [sparkJob],
  severity: "warning",
  for: "1m",
  window: "10m",
  panel: "k2-streaming-operations/progress-events-dropped",
  summary: "A driver drops progress events",
  description: () =>
    "The driver at {{ $labels.instance }} has dropped events, so its lag, latency and counts may be wrong.",
  expression: ({ window }) =>
    greater(
      everyDriver(({ droppedEvents }) => sum(increase(counterOf(droppedEvents), window), ["instance"])),
      0,
    ),
  proof: () => {
    const dropped = (perSecond: number) => [
      growing(drivers.gold.droppedEvents, { ...driver, instance: "gold:4040", type: "counters" }, perSecond),
    ];
    return { fires: dropped(1 / 60), quiet: { "none is dropped": dropped(0) }, whenAbsent: "quiet" };
  },
});

export const sparkApplicationWaiting = alert({
  name: "SparkApplicationWaiting",
  component: "spark-master",
  jobs: [sparkMasterJob],
  severity: "warning",
  for: "5m",
  panel: "k2-streaming-operations/spark-applications-waiting",
  summary: "A Spark application waits for workers",
  description: ({ for: wait }) =>
    `The master at {{ $labels.instance }} has had an application for more than ${wait} that no worker has room for.`,
  expression: () => greater(max(gaugeOf(masterWaitingApplications), ["instance"]), 0),
  proof: () => {
    const waiting = (applications: number) => [
      constant(
        masterWaitingApplications,
        { job: sparkMasterJob.name, instance: "spark-master:8080", type: "gauges" },
        applications,
      ),
    ];
    return { fires: waiting(1), quiet: { "all run": waiting(0) }, whenAbsent: "quiet" };
  },
});
