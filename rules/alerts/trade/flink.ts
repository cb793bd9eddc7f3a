import {
  checkpointsFailed,
  jobRestarts,
  jobUptime,
  lastCheckpointDuration,
  runningJobs,
} from "../../../catalogue/flink.ts";
import { inputWatermark, taskBackPressuredTime, watermarkLag } from "../../../catalogue/flink-taskmanager.ts";
import {
  and,
  counterOf,
  deriv,
  gaugeOf,
  greater,
  increase,
  less,
  max,
  maxOverTime,
  or,
  sum,
  unless,
  unlessOn,
} from "../../../catalogue/promql/build.ts";
import type { Duration } from "../../../catalogue/promql/expression.ts";
import { flinkJob, kafkaJob, ofTrade } from "../../../catalogue/trade.ts";
import { alert } from "../../alert.ts";
import { constant, gone, growing, justAbove, justBelow, ramp, rising } from "../../fixture.ts";
import { backPressuredRatio, checkpointSeconds, watermarkLagSeconds } from "../../recording/trade.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { flinkJobName, jobManager, perSecond, taskManager } from "./series.ts";

/** Dashboard `Flink Jobs`. */
const dashboard = "trade-flink";
const perJob = ["job_name"] as const;
const jobLabels = { ...jobManager, job_name: flinkJobName };
/** What another pipeline may record under the same names. */
const jobElsewhere = { pipeline: "other", job_name: flinkJobName };
const taskLabels = { ...taskManager, job_name: flinkJobName, task_name: "window" };

/** The jobs that ran at some time within the window; a panel may pick some of them. */
export const everRan = (window: Duration, where: Parameters<typeof gaugeOf<"job_name">>[1] = {}) =>
  max(maxOverTime(gaugeOf(jobUptime, { ...ofTrade, ...where }), window), perJob);

export const flinkJobCrashNoRestart = alert({
  name: "FlinkJobCrashNoRestart",
  component: "flink",
  jobs: [flinkJob],
  severity: "critical",
  for: "2m",
  // For as long the job is named; a day would be better, and makes the rule's test slow.
  window: "6h",
  numbers: {
    expectedJobs: {
      default: 1,
      unit: "events",
      min: 0,
      max: 1000,
      source: "a pipeline without a Flink job does nothing",
    },
  },
  panel: `${dashboard}/job-status-overview`,
  relations: {
    stops: { jobs: [flinkJob] },
    hides: [{ alerts: ["FlinkJobRestarting"], same: perJob }],
  },
  summary: "A Flink job is not running",
  description: ({ for: wait, numbers, window }) =>
    `{{ with $labels.job_name }}{{ . }} ran within ${window}, and has not{{ else }}Fewer than ${formatValue(numbers.expectedJobs, "events")} jobs have run{{ end }} for more than ${wait}: {{ or $labels.job_name "a job" }} failed for good, was cancelled, or cannot be restarted.`,
  // The uptime is 0 while the job restarts, -1 once it has ended, and soon after no series at all. By name: a job that is
  // submitted anew has another id. The count of running jobs takes over where no name is remembered.
  expression: ({ numbers, window }) => {
    const dead = unless(everRan(window), max(greater(gaugeOf(jobUptime, ofTrade), 0), perJob));
    return or(dead, unlessOn(less(sum(gaugeOf(runningJobs, ofTrade)), numbers.expectedJobs), [], dead));
  },
  proof: ({ numbers: { expectedJobs } }) => {
    const running = (jobs: number) => constant(runningJobs, jobManager, jobs);
    return {
      // The job's series vanish with its last failure, and another one runs on.
      fires: [
        gone(jobUptime, jobLabels, ...Array<number>(20).fill(60_000)),
        rising(jobUptime, { ...jobLabels, job_name: "other" }, 1, 1000),
        running(expectedJobs),
      ],
      alsoFires: { "no job has ever run": { series: [running(justBelow(expectedJobs))] } },
      quiet: {
        "the job runs": [rising(jobUptime, jobLabels, 1, 1000), running(expectedJobs)],
        "the job was submitted anew": [
          gone(jobUptime, { ...jobLabels, job_id: "a" }, 60_000),
          rising(jobUptime, { ...jobLabels, job_id: "b" }, 1, 1000),
          running(expectedJobs),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

export const flinkJobRestarting = alert({
  name: "FlinkJobRestarting",
  component: "flink",
  jobs: [flinkJob],
  severity: "warning",
  for: "1m",
  window: "15m",
  numbers: {
    threshold: {
      default: 3,
      unit: "events",
      min: 0.5,
      max: 10_000,
      source: "trade.md, 6.1: restarts of a job that crashed",
    },
  },
  panel: `${dashboard}/restart-count`,
  relations: { failsWith: [kafkaJob] },
  summary: "A Flink job keeps restarting",
  description: ({ numbers, window }) =>
    `{{ $labels.job_name }} has restarted ${valueTemplate("events")} times within ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers, window }) =>
    greater(max(increase(counterOf(jobRestarts, ofTrade), window), perJob), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const restarting = (times: number) => [growing(jobRestarts, jobLabels, perSecond(times, window))];
    return {
      fires: restarting(justAbove(threshold)),
      quiet: { "just below the threshold": restarting(justBelow(threshold)), "no restart": restarting(0) },
      whenAbsent: "quiet",
    };
  },
});

export const flinkCheckpointsFailing = alert({
  name: "FlinkCheckpointsFailing",
  component: "flink",
  jobs: [flinkJob],
  severity: "warning",
  for: "1m",
  window: "30m",
  numbers: {
    threshold: { default: 2, unit: "events", min: 0.5, max: 10_000, source: "one or two come with a restart" },
  },
  panel: `${dashboard}/failed-checkpoints`,
  relations: { failsWith: [kafkaJob] },
  summary: "Flink checkpoints fail",
  description: ({ numbers, window }) =>
    `${valueTemplate("events")} checkpoints of {{ $labels.job_name }} have failed within ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers, window }) =>
    greater(max(increase(counterOf(checkpointsFailed, ofTrade), window), perJob), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const failing = (times: number) => [growing(checkpointsFailed, jobLabels, perSecond(times, window))];
    return {
      fires: failing(justAbove(threshold)),
      quiet: { "just below the threshold": failing(justBelow(threshold)), "none fails": failing(0) },
      whenAbsent: "quiet",
    };
  },
});

export const checkpointDurationIncreasing = alert({
  name: "CheckpointDurationIncreasing",
  component: "flink",
  jobs: [flinkJob],
  severity: "warning",
  for: "10m",
  window: "30m",
  numbers: {
    threshold: { default: 30, unit: "seconds", min: 0.001, max: 86_400, source: "trade.md, 6.2: 30000 ms" },
  },
  panel: `${dashboard}/checkpoint-duration`,
  summary: "Flink checkpoints take longer and longer",
  description: ({ numbers }) =>
    `The last checkpoint of {{ $labels.job_name }} took ${valueTemplate("seconds")}, and they grow (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) => {
    const long = greater(gaugeOf(checkpointSeconds, ofTrade), numbers.threshold);
    // Matched by all labels: it is enough that one side selects.
    return and(long, greater(deriv(gaugeOf(checkpointSeconds), window), 0));
  },
  proof: ({ numbers: { threshold } }) => {
    const seconds = (from: number, to: number) => [ramp(lastCheckpointDuration, jobLabels, from * 1000, to * 1000)];
    return {
      fires: seconds(justAbove(threshold), 2 * threshold),
      quiet: {
        "just below the threshold": seconds(0.5 * threshold, justBelow(threshold)),
        "long, but getting shorter": seconds(3 * threshold, justAbove(threshold)),
        "another pipeline's get longer": [ramp(checkpointSeconds, jobElsewhere, justAbove(threshold), 2 * threshold)],
      },
      whenAbsent: "quiet",
    };
  },
});

export const flinkBackpressure = alert({
  name: "FlinkBackpressure",
  component: "flink",
  jobs: [flinkJob],
  severity: "warning",
  for: "3m",
  numbers: {
    threshold: {
      default: 0.5,
      unit: "ratio",
      min: 0,
      max: 1,
      source: "what Flink's own page calls high; trade.md, 6.2, asks whether it is 1 at the moment of a scrape",
    },
  },
  panel: `${dashboard}/backpressure-indicators`,
  relations: { failsWith: [kafkaJob] },
  summary: "A Flink task is held up by those after it",
  description: ({ numbers }) =>
    `{{ $labels.task_name }} of {{ $labels.job_name }} waits ${valueTemplate("ratio")} of the time for the tasks after it (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers }) => greater(gaugeOf(backPressuredRatio, ofTrade), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const waiting = (share: number) => [
      constant(taskBackPressuredTime, { ...taskLabels, subtask_index: "0" }, 0),
      constant(taskBackPressuredTime, { ...taskLabels, subtask_index: "1" }, share * 1000),
    ];
    return {
      fires: waiting(justAbove(threshold)),
      quiet: {
        "just below the threshold": waiting(justBelow(threshold)),
        "another pipeline's task waits": [constant(backPressuredRatio, jobElsewhere, 1)],
      },
      whenAbsent: "quiet",
    };
  },
});

export const flinkWatermarkLagHigh = alert({
  name: "FlinkWatermarkLagHigh",
  component: "flink",
  jobs: [flinkJob],
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: {
      default: 120,
      unit: "seconds",
      min: 1,
      max: 604_800,
      source: "trade.md, 4.1: what is later than this cannot be in bronze in time",
    },
  },
  panel: `${dashboard}/watermark-lag`,
  relations: { starvesAt: { jobs: [kafkaJob] } },
  summary: "A Flink task is behind in event time",
  description: ({ numbers }) =>
    `{{ $labels.task_name }} of {{ $labels.job_name }} is ${valueTemplate("seconds")} behind the clock (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers }) => greater(gaugeOf(watermarkLagSeconds, ofTrade), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const behind = (seconds: number) => [
      constant(watermarkLag, { ...taskLabels, task_name: "Source:_raw_trades" }, seconds * 1000),
    ];
    return {
      fires: behind(justAbove(threshold)),
      quiet: {
        "just below the threshold": behind(justBelow(threshold)),
        "another pipeline's task is behind": [constant(watermarkLagSeconds, jobElsewhere, 2 * threshold)],
        "no watermark has come yet": [constant(inputWatermark, taskLabels, -9.2e18)],
      },
      whenAbsent: "quiet",
    };
  },
});
