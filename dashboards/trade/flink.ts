import { checkpointsFailed, jobRestarts, jobUptime, lastCheckpointSize } from "../../catalogue/flink.ts";
import {
  cpuLoad,
  heapMax,
  heapUsed,
  operatorRecordsIn,
  taskRecordsInRate,
  taskRecordsOutRate,
} from "../../catalogue/flink-taskmanager.ts";
import {
  counterOf,
  divide,
  gaugeOf,
  greater,
  greaterBool,
  increase,
  max,
  multiply,
  or,
  rate,
  sum,
} from "../../catalogue/promql/build.ts";
import { ofTrade } from "../../catalogue/trade.ts";
import {
  checkpointDurationIncreasing,
  everRan,
  flinkBackpressure,
  flinkCheckpointsFailing,
  flinkJobCrashNoRestart,
  flinkJobRestarting,
  flinkWatermarkLagHigh,
} from "../../rules/alerts/trade/flink.ts";
import { backPressuredRatio, checkpointSeconds, watermarkLagSeconds } from "../../rules/recording/trade.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, third } from "../layout.ts";

const ofJob = { ...ofTrade, job_name: { matches: "$job_name" } } as const;
const ofTask = { ...ofJob, task_name: { matches: "$task_name" } } as const;
const perJob = ["job_name"] as const;
const perTask = [...perJob, "task_name"] as const;
const taskLegend = "{{job_name}} - {{task_name}}";

function panels({ tuning }: PanelContext) {
  const running = tuning(flinkJobCrashNoRestart);
  const restarting = tuning(flinkJobRestarting);
  const failing = tuning(flinkCheckpointsFailing);
  const slow = tuning(checkpointDurationIncreasing).numbers.threshold;
  const waiting = tuning(flinkBackpressure).numbers.threshold;
  const behind = tuning(flinkWatermarkLagHigh).numbers.threshold;
  const uptime = gaugeOf(jobUptime, ofJob);
  // Flink sees nothing come into a source's task; the operator in it knows what it takes from outside.
  const fromOutside = counterOf(operatorRecordsIn, { ...ofTask, operator_name: { matches: "Source:.*" } });
  return flow([
    {
      id: 1,
      key: "job-status-overview",
      title: "Job Status Overview",
      description: `Whether each job that ran within ${running.window} runs now. Good: all Running. At Not running FlinkJobCrashNoRestart fires.`,
      kind: "stat",
      unit: "none",
      // A job that failed for good has no series left: it must turn red, not vanish.
      queries: [
        {
          expression: or(greaterBool(max(uptime, perJob), 0), multiply(everRan(running.window, ofJob), 0)),
          legend: "{{job_name}}",
        },
      ],
      mapping: { "0": { text: "Not running", color: "red" }, "1": { text: "Running", color: "green" } },
      ...third,
    },
    {
      id: 3,
      key: "restart-count",
      title: "Restart Count",
      description: `Restarts of each job within ${restarting.window}. Good: 0. Above ${formatValue(restarting.numbers.threshold, "events")} FlinkJobRestarting fires.`,
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [
        {
          expression: max(increase(counterOf(jobRestarts, ofJob), restarting.window), perJob),
          legend: "{{job_name}}",
        },
      ],
      steps: [
        { value: 0, color: "green" },
        { value: restarting.numbers.threshold, color: "red" },
      ],
      ...third,
    },
    {
      id: 9,
      key: "failed-checkpoints",
      title: "Failed Checkpoints",
      description: `Checkpoints of each job that failed within ${failing.window}. Good: 0. Above ${formatValue(failing.numbers.threshold, "events")} FlinkCheckpointsFailing fires.`,
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [
        {
          expression: max(increase(counterOf(checkpointsFailed, ofJob), failing.window), perJob),
          legend: "{{job_name}}",
        },
      ],
      steps: [
        { value: 0, color: "green" },
        { value: failing.numbers.threshold, color: "red" },
      ],
      ...third,
    },
    {
      id: 2,
      key: "job-uptime",
      title: "Job Uptime",
      description:
        "How long each job has run without a break. Good: it only rises. It falls to 0 with each restart, and ends where a job does.",
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: divide(max(uptime, perJob), 1000), legend: "{{job_name}}" }],
      ...third,
    },
    {
      id: 6,
      key: "backpressure-indicators",
      title: "Backpressure Indicators",
      description: `Share of the time that a task waits for those after it, the worst of its subtasks. Good: 0. Above ${formatValue(waiting, "ratio")} FlinkBackpressure fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: gaugeOf(backPressuredRatio, ofTask), legend: taskLegend }],
      steps: [{ value: waiting, color: "red" }],
      ...third,
    },
    {
      id: 10,
      key: "watermark-lag",
      title: "Watermark Lag",
      description: `How far the event time of a task is behind the clock. Good: flat, a few seconds. Above ${formatValue(behind, "seconds")} FlinkWatermarkLagHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: gaugeOf(watermarkLagSeconds, ofTask), legend: taskLegend }],
      steps: [{ value: behind, color: "red" }],
      ...third,
    },
    {
      id: 4,
      key: "records-in",
      title: "Records In per Second",
      description:
        "Records that each task takes in: sources from outside, the others from the task before. Good: steady, and as many as the topics bring.",
      section: "Records",
      kind: "timeseries",
      unit: "cps",
      queries: [
        {
          expression: or(sum(rate(fromOutside, "1m"), perTask), sum(gaugeOf(taskRecordsInRate, ofTask), perTask)),
          legend: taskLegend,
        },
      ],
      ...half,
    },
    {
      id: 5,
      key: "records-out",
      title: "Records Out per Second",
      description:
        "Records that each task hands to those after it. Good: steady. A task that ends in a sink shows 0: what leaves Flink is not counted here.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: sum(gaugeOf(taskRecordsOutRate, ofTask), perTask), legend: taskLegend }],
      ...half,
    },
    {
      id: 7,
      section: "Checkpoints",
      key: "checkpoint-duration",
      title: "Checkpoint Duration",
      description: `How long each job's last completed checkpoint took. Good: flat. Above ${formatValue(slow, "seconds")} and growing, CheckpointDurationIncreasing fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: gaugeOf(checkpointSeconds, ofJob), legend: "{{job_name}}" }],
      steps: [{ value: slow, color: "red" }],
      ...half,
    },
    {
      id: 8,
      key: "checkpoint-size",
      title: "Checkpoint Size",
      description:
        "What each job's last completed checkpoint stored; only the changes, where checkpoints are incremental. Good: flat. One that grows without end says that state is never cleared.",
      kind: "timeseries",
      unit: "bytes",
      queries: [{ expression: max(gaugeOf(lastCheckpointSize, ofJob), perJob), legend: "{{job_name}}" }],
      ...half,
    },
    {
      id: 11,
      section: "TaskManagers",
      key: "taskmanager-cpu",
      title: "TaskManager CPU Usage",
      description:
        "Share of its machine's processors that each TaskManager uses, as its JVM tells. Good: below what the machine can spare; near 100% tasks wait for it.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: max(gaugeOf(cpuLoad, ofTrade), ["instance"]), legend: "{{instance}}" }],
      ...half,
    },
    {
      id: 12,
      key: "taskmanager-memory",
      title: "TaskManager Memory",
      description:
        "Share of each TaskManager's heap that is in use, garbage included. Good: saw teeth. Near 100% even at their lowest, the job is about to fail for want of memory.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        {
          expression: max(divide(gaugeOf(heapUsed, ofTrade), greater(gaugeOf(heapMax, ofTrade), 0)), ["instance"]),
          legend: "{{instance}}",
        },
      ],
      ...half,
    },
  ]);
}

/** The document's third dashboard: do the jobs run, do they keep up. */
export const tradeFlink: DashboardDefinition = {
  uid: "trade-flink",
  title: "Flink Jobs",
  description: "Flink of the trade pipeline: do jobs run, are their checkpoints well, do they keep up.",
  folder: "flink",
  tags: ["trade", "flink"],
  variables: [
    { name: "job_name", label: "Job", of: gaugeOf(jobUptime, ofTrade) },
    { name: "task_name", label: "Task", of: gaugeOf(taskRecordsInRate, ofTrade) },
  ],
  panels,
};
