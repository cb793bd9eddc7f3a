import {
  checkpointsCompleted,
  checkpointsFailed,
  jobUptime,
  lastCheckpointDuration,
} from "../../../catalogue/flink.ts";
import { jobManagerJob } from "../../../catalogue/health.ts";
import {
  and,
  counterOf,
  equals,
  gaugeOf,
  greater,
  increase,
  minOverTime,
  sum,
} from "../../../catalogue/promql/build.ts";
import { durationSeconds } from "../../../settings/duration.ts";
import { alert } from "../../alert.ts";
import { constant, dipping, growing, justAbove, justBelow } from "../../fixture.ts";
import { checkpointDuration, uptime } from "../../recording/health.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { elsewhere, flinkJob, here, jobManager, oncePer } from "./series.ts";

const series = { ...jobManager, ...flinkJob };
const perJob = ["job_name"] as const;
const seconds = (window: string): number => durationSeconds(window) ?? 1;

export const highCheckpointDuration = alert({
  name: "HighCheckpointDuration",
  component: "checkpoints",
  jobs: [jobManagerJob],
  severity: "warning",
  for: "5m",
  window: "10m",
  numbers: {
    threshold: { default: 300, unit: "seconds", min: 0.1, max: 86_400, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/checkpoint-duration",
  summary: "Checkpoints take too long",
  description: ({ numbers }) =>
    `No checkpoint of {{ $labels.job_name }} of late took less than ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  // The value stands until the next checkpoint completes: the lowest of a while, or a single slow one would do.
  expression: ({ numbers, window }) => greater(minOverTime(gaugeOf(checkpointDuration), window), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const took = (duration: number) => [constant(lastCheckpointDuration, series, duration * 1000)];
    return {
      fires: took(justAbove(threshold)),
      quiet: {
        "just below the threshold": took(justBelow(threshold)),
        "one in each window is quick": [
          dipping(lastCheckpointDuration, series, 2000 * threshold, 500 * threshold, oncePer(window)),
        ],
        "none has completed yet": [constant(lastCheckpointDuration, series, -1)],
      },
      whenAbsent: "quiet",
    };
  },
});

export const checkpointFailures = alert({
  name: "CheckpointFailures",
  component: "checkpoints",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "1m",
  // Holds four checkpoints at intervals of up to two and a half minutes; CheckpointsStalled sees to longer ones.
  window: "10m",
  numbers: {
    threshold: { default: 3, unit: "events", min: 0, max: 1e6, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/checkpoint-failures",
  summary: "Checkpoints fail",
  description: ({ numbers, window }) =>
    `${valueTemplate("events")} checkpoints of {{ $labels.job_name }} failed within ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers, window }) =>
    greater(sum(increase(counterOf(checkpointsFailed, here), window), perJob), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const failing = (within: number) => [growing(checkpointsFailed, series, within / seconds(window))];
    return {
      fires: failing(justAbove(threshold)),
      quiet: { "just below the threshold": failing(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const checkpointsStalled = alert({
  name: "CheckpointsStalled",
  component: "checkpoints",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "5m",
  window: "30m",
  panel: "health-consumer/checkpoints-completed",
  relations: { hides: [{ alerts: ["IcebergWritesStalled"] }] },
  summary: "No checkpoint completes",
  description: ({ window }) =>
    `{{ $labels.job_name }} runs, but has completed no checkpoint for more than ${window}: nothing is committed to Iceberg.`,
  // One that hangs neither fails nor changes the last duration. A job that has just started is given its time.
  expression: ({ window }) =>
    and(
      equals(sum(increase(counterOf(checkpointsCompleted, here), window), perJob), 0),
      greater(gaugeOf(uptime), seconds(window)),
    ),
  proof: ({ window }) => {
    const job = (completedPerSecond: number, upFor: number) => [
      growing(checkpointsCompleted, series, completedPerSecond),
      constant(jobUptime, series, upFor * 1000),
    ];
    const long = 2 * seconds(window);
    return {
      fires: [...job(0, long), growing(checkpointsCompleted, { ...series, ...elsewhere }, 1)],
      quiet: {
        "one completes in each window": job(1 / seconds(window), long),
        "the job has just started": job(0, justBelow(seconds(window))),
      },
      whenAbsent: "quiet",
    };
  },
});
