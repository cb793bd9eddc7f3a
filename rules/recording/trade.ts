import { job, lastCheckpointDuration } from "../../catalogue/flink.ts";
import { inputWatermark, taskBackPressuredTime, watermarkLag } from "../../catalogue/flink-taskmanager.ts";
import { gauge } from "../../catalogue/metric.ts";
import { divide, gaugeOf, greater, less, max, min, or, subtract, time } from "../../catalogue/promql/build.ts";
import { flinkJob, ofTrade } from "../../catalogue/trade.ts";
import { constant, rising } from "../fixture.ts";
import type { Recording } from "../recording.ts";

// Of subtasks the worst counts: one that hangs holds up its whole task. `pipeline` stays, so that two pipelines may
// record under one name.
const perJob = ["pipeline", "job_name"] as const;
const perTask = [...perJob, "task_name"] as const;
const { job_name } = job;
const { task_name } = inputWatermark.labels;
const milliseconds = 1000;
/** A watermark of 9.2e18 says that a source has ended. */
const ended = 9e18;

export const watermarkLagSeconds = gauge({
  name: "flink:watermark_lag_seconds",
  help: "How far the event time of a task is behind the clock; no series before its first watermark.",
  unit: "seconds",
  labels: { job_name, task_name },
});

export const checkpointSeconds = gauge({
  name: "flink:last_checkpoint_duration_seconds",
  help: "How long a job's last completed checkpoint took; no series before its first.",
  unit: "seconds",
  labels: { job_name },
});

export const backPressuredRatio = gauge({
  name: "flink:task_backpressured_ratio",
  help: "Share of the time that a task waits for those that come after it.",
  unit: "ratio",
  labels: { job_name, task_name },
});

const labels = { ...ofTrade, job: flinkJob.name, instance: "taskmanager:9249", job_name: "trade_aggregation" };

/** What the pipeline records: Flink's milliseconds in seconds, by task and job. */
export const tradeRecordings: readonly Recording[] = [
  {
    metric: watermarkLagSeconds,
    jobs: [flinkJob],
    labels: { component: "flink" },
    expression: () => {
      const watermark = less(greater(gaugeOf(inputWatermark, ofTrade), 0), ended);
      // Sources have no input; what they say of themselves is -1 before their first watermark.
      const source = max(greater(gaugeOf(watermarkLag, ofTrade), 0), perTask);
      return or(subtract(time, divide(min(watermark, perTask), milliseconds)), divide(source, milliseconds));
    },
    proof: () => ({
      given: [
        // A test's clock starts at 0.
        rising(inputWatermark, { ...labels, task_name: "window" }, -7_000, milliseconds),
        constant(inputWatermark, { ...labels, task_name: "starting" }, -9.2e18),
        constant(inputWatermark, { ...labels, task_name: "ended" }, 9.2e18),
        constant(watermarkLag, { ...labels, task_name: "source" }, 5_000),
      ],
      expected: 7,
    }),
  },
  {
    metric: checkpointSeconds,
    jobs: [flinkJob],
    expression: () => divide(max(greater(gaugeOf(lastCheckpointDuration, ofTrade), -1), perJob), milliseconds),
    proof: () => ({ given: [constant(lastCheckpointDuration, labels, 1_500)], expected: 1.5 }),
  },
  {
    metric: backPressuredRatio,
    jobs: [flinkJob],
    expression: () => divide(max(gaugeOf(taskBackPressuredTime, ofTrade), perTask), milliseconds),
    proof: () => ({
      given: ["0", "1"].map((subtask_index, index) =>
        constant(taskBackPressuredTime, { ...labels, task_name: "window", subtask_index }, 250 + 500 * index),
      ),
      expected: 0.75,
    }),
  },
];
