import { checkpointsFailed, jobRestarts, jobUptime } from "../../catalogue/flink.ts";
import { counterOf, gaugeOf, greaterBool, increase, max, multiply, or } from "../../catalogue/promql/build.ts";
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

const perJob = ["job_name"] as const;
const taskLegend = "{{job_name}} - {{task_name}}";

function panels({ tuning }: PanelContext) {
  const running = tuning(flinkJobCrashNoRestart);
  const restarting = tuning(flinkJobRestarting);
  const failing = tuning(flinkCheckpointsFailing);
  const slow = tuning(checkpointDurationIncreasing).numbers.threshold;
  const waiting = tuning(flinkBackpressure).numbers.threshold;
  const behind = tuning(flinkWatermarkLagHigh).numbers.threshold;
  const uptime = gaugeOf(jobUptime, ofTrade);
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
          expression: or(greaterBool(max(uptime, perJob), 0), multiply(everRan(running.window), 0)),
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
          expression: max(increase(counterOf(jobRestarts, ofTrade), restarting.window), perJob),
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
          expression: max(increase(counterOf(checkpointsFailed, ofTrade), failing.window), perJob),
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
      id: 7,
      key: "checkpoint-duration",
      title: "Checkpoint Duration",
      description: `How long each job's last completed checkpoint took. Good: flat. Above ${formatValue(slow, "seconds")} and growing, CheckpointDurationIncreasing fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: gaugeOf(checkpointSeconds, ofTrade), legend: "{{job_name}}" }],
      steps: [{ value: slow, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "backpressure-indicators",
      title: "Backpressure Indicators",
      description: `Share of the time that a task waits for those after it, the worst of its subtasks. Good: 0. Above ${formatValue(waiting, "ratio")} FlinkBackpressure fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: gaugeOf(backPressuredRatio, ofTrade), legend: taskLegend }],
      steps: [{ value: waiting, color: "red" }],
      ...half,
    },
    {
      id: 10,
      key: "watermark-lag",
      title: "Watermark Lag",
      description: `How far the event time of a task is behind the clock. Good: flat, a few seconds. Above ${formatValue(behind, "seconds")} FlinkWatermarkLagHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: gaugeOf(watermarkLagSeconds, ofTrade), legend: taskLegend }],
      steps: [{ value: behind, color: "red" }],
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
  variables: [],
  panels,
};
