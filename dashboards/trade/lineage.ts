import {
  counterOf,
  divide,
  gaugeOf,
  greaterBool,
  increase,
  max,
  subtract,
  sum,
  time,
} from "../../catalogue/promql/build.ts";
import {
  assetMaterializations,
  runFailures,
  runInProgressStart,
  runLastFailure,
  runLastSuccess,
  runSuccesses,
  runTypicalDuration,
  scheduleLateTicks,
  scheduleNextTick,
  scheduleTicks,
  sensorInterval,
  sensorLastTick,
  sensorSkips,
  sensorTicks,
} from "../../catalogue/trade-dagster.ts";
import { downstreamImpact, stageLastRun } from "../../catalogue/trade-lineage.ts";
import { runTooLong, scheduleLate, sensorNotTicking } from "../../rules/alerts/trade/dagster.ts";
import { highDownstreamImpact } from "../../rules/alerts/trade/lineage.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

/** Dagster's work comes by the hour. */
const hour = "1h";

function panels({ tuning }: PanelContext) {
  const impact = tuning(highDownstreamImpact).numbers.threshold;
  const long = tuning(runTooLong).numbers;
  const late = tuning(scheduleLate).numbers.threshold;
  const intervals = tuning(sensorNotTicking).numbers.threshold;
  return flow([
    {
      id: 3,
      key: "downstream-impact",
      title: "Stages Held Up",
      description: `Stages that wait for a failed one, by the one that failed. Good: 0. Above ${formatValue(impact, "events")} HighDownstreamImpact fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: max(gaugeOf(downstreamImpact), ["pipeline_name", "stage"]), legend: "{{stage}}" }],
      steps: [{ value: impact, color: "red" }],
      ...half,
    },
    {
      id: 8,
      key: "stage-age",
      title: "Time since Each Stage's Last Run",
      description:
        "Seconds since the last run of each stage ended; 0 of a streaming job that runs. Good: a saw, no higher than the time between two runs. The stage from which on all rise is where it broke.",
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: subtract(time, max(gaugeOf(stageLastRun), ["pipeline_name", "stage"])),
          legend: "{{stage}}",
        },
      ],
      ...half,
    },
    {
      id: 4,
      key: "last-runs",
      title: "Last Run of Each Dagster Job",
      description:
        "Whether each job's last run that ended failed. Good: all OK. At Failed DagsterRunFailing fires, or PipelineStageFailure for a job that is a stage.",
      kind: "stat",
      unit: "none",
      queries: [
        {
          expression: max(greaterBool(gaugeOf(runLastFailure), gaugeOf(runLastSuccess)), ["dagster_job"]),
          legend: "{{dagster_job}}",
        },
      ],
      mapping: { "0": { text: "OK", color: "green" }, "1": { text: "Failed", color: "red" } },
      ...half,
    },
    {
      id: 5,
      key: "run-time",
      title: "Running Jobs against Their Usual Time",
      description: `How long the oldest unfinished run of each job has gone on, in times of what is usual; nothing where none runs. Good: around 1. Above ${formatValue(long.threshold, "times")}, and after ${formatValue(long.minimum, "seconds")}, DagsterRunTooLong fires.`,
      kind: "timeseries",
      unit: "none",
      queries: [
        {
          expression: divide(subtract(time, gaugeOf(runInProgressStart)), gaugeOf(runTypicalDuration)),
          legend: "{{dagster_job}}",
        },
      ],
      steps: [{ value: long.threshold, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "schedule-delay",
      title: "Schedule Delay",
      description: `Seconds since each schedule's next tick was due; negative while it is still to come. Good: negative. Above ${formatValue(late, "seconds")} DagsterScheduleLate fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: subtract(time, gaugeOf(scheduleNextTick)), legend: "{{schedule_name}}" }],
      steps: [{ value: late, color: "red" }],
      ...half,
    },
    {
      id: 7,
      key: "sensor-ticks",
      title: "Time since Each Sensor's Last Tick",
      description: `Time since each sensor last ticked without an error, in times of its interval. Good: around 1. Above ${formatValue(intervals, "times")} DagsterSensorNotTicking fires.`,
      kind: "timeseries",
      unit: "none",
      queries: [
        {
          expression: divide(subtract(time, gaugeOf(sensorLastTick)), gaugeOf(sensorInterval)),
          legend: "{{sensor_name}}",
        },
      ],
      steps: [{ value: intervals, color: "red" }],
      ...half,
    },
    {
      id: 9,
      key: "materializations",
      title: "Assets Materialized per Hour",
      description: "Materializations of each asset within an hour. Good: as its schedule says.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(assetMaterializations), hour), ["asset_key"]), legend: "{{asset_key}}" },
      ],
      ...half,
    },
    {
      id: 10,
      key: "runs",
      title: "Runs per Hour",
      description: "Runs of Dagster's jobs that ended within an hour, by outcome. Good: none failed.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(runSuccesses), hour)), legend: "succeeded" },
        { expression: sum(increase(counterOf(runFailures), hour)), legend: "failed" },
      ],
      ...half,
    },
    {
      id: 11,
      key: "sensor-work",
      title: "Sensors: Ticks and Skips per Hour",
      description:
        "How often sensors looked, and how often they found nothing to do. Good: ticks steady; all skipped is an idle source.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(sensorTicks), hour), ["sensor_name"]), legend: "{{sensor_name}} ticks" },
        { expression: sum(increase(counterOf(sensorSkips), hour), ["sensor_name"]), legend: "{{sensor_name}} skips" },
      ],
      ...half,
    },
    {
      id: 12,
      key: "late-ticks",
      title: "Schedules: Late Ticks per Hour",
      description: "Ticks of schedules within an hour, and those that came late. Good: none late.",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(scheduleTicks), hour), ["schedule_name"]),
          legend: "{{schedule_name}} ticks",
        },
        {
          expression: sum(increase(counterOf(scheduleLateTicks), hour), ["schedule_name"]),
          legend: "{{schedule_name}} late",
        },
      ],
      ...half,
    },
  ]);
}

/** The trade pipeline's stages and the Dagster jobs behind them: where did it break, and what does that hold up. */
export const tradeLineage: DashboardDefinition = {
  uid: "trade-lineage",
  title: "Pipeline Lineage",
  description: "The trade pipeline's stages and the Dagster jobs behind them: where it broke, and what that holds up.",
  folder: "pipelines",
  tags: ["trade", "dagster"],
  variables: [],
  panels,
};
