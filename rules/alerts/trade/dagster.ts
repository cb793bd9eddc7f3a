import {
  and,
  andOn,
  divide,
  gaugeOf,
  greater,
  less,
  subtract,
  time,
  unlessOn,
} from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { pushTime } from "../../../catalogue/synthetic.ts";
import {
  dagsterJob,
  runInProgressStart,
  runLastFailure,
  runLastSuccess,
  runTypicalDuration,
  scheduleNextTick,
  sensorInterval,
  sensorLastTick,
} from "../../../catalogue/trade-dagster.ts";
import { stageStatus, stageStatuses } from "../../../catalogue/trade-lineage.ts";
import { dataObservabilityJob } from "../../../catalogue/trade-observability.ts";
import { type Alert, alert, type TunableNumber } from "../../alert.ts";
import { justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { agoOfDagster, ofDagster } from "./data-series.ts";

const common = { component: "dagster", severity: "warning" } as const;

const age = (since: Expression) => subtract(time, since);

const reportedWithin: TunableNumber = {
  default: 120,
  unit: "seconds",
  min: 10,
  max: 3600,
  source: "four pushes; shorter than the waits, so that pushes that end set nothing off",
};

/** While Dagster goes on pushing: else each time it waits for would seem overdue. DagsterSensorNotTicking tells of that. */
const whileReported = (late: Expression, seconds: number): Expression =>
  andOn(
    late,
    ["job", "pipeline"],
    less(age(gaugeOf(pushTime, { job: dagsterJob.name, pipeline: dagsterJob.labels.pipeline })), seconds),
  );

const pushed = (seconds: number) => agoOfDagster(pushTime, {}, seconds);

const maintenance = { dagster_job: "iceberg_maintenance" };

const runFailing = alert({
  ...common,
  name: "DagsterRunFailing",
  jobs: [dagsterJob, dataObservabilityJob],
  for: "5m",
  panel: "trade-lineage/last-runs",
  summary: "A Dagster job fails",
  description: ({ for: wait }) =>
    `The last run of {{ $labels.dagster_job }} failed, and for more than ${wait} none has succeeded since.`,
  // Of a job that is a stage of the pipeline PipelineStageFailure tells.
  expression: (_, fed) => {
    const failed = greater(gaugeOf(runLastFailure), gaugeOf(runLastSuccess));
    return fed.includes(dataObservabilityJob) ? unlessOn(failed, ["dagster_job"], gaugeOf(stageStatus)) : failed;
  },
  proof: (_, fed) => {
    const ended = (failure: number, success: number, job = maintenance) => [
      ofDagster(runLastFailure, job, failure),
      ofDagster(runLastSuccess, job, success),
    ];
    return {
      fires: ended(2000, 1000),
      quiet: {
        "a run has succeeded since": ended(1000, 1001),
        "no run has ended yet": ended(0, 0),
        ...(fed.includes(dataObservabilityJob)
          ? {
              "the job is a stage of the pipeline": [
                ...ended(2000, 1000),
                ofDagster(stageStatus, { job: dataObservabilityJob.name, ...maintenance }, stageStatuses.failed),
              ],
            }
          : {}),
      },
      whenAbsent: "quiet",
    };
  },
});

export const runTooLong = alert({
  ...common,
  name: "DagsterRunTooLong",
  jobs: [dagsterJob],
  for: "5m",
  numbers: {
    threshold: {
      default: 3,
      unit: "times",
      min: 1.1,
      max: 1000,
      source: "the document has no alert on a run that hangs; three times its usual time is no variation",
    },
    minimum: {
      default: 300,
      unit: "seconds",
      min: 1,
      max: 604_800,
      source: "a run of seconds may well take three times as long",
    },
    reportedWithin,
  },
  panel: "trade-lineage/run-time",
  summary: "A Dagster run takes far longer than usual",
  description: ({ numbers }) =>
    `A run of {{ $labels.dagster_job }} has gone on for ${valueTemplate("times")} its usual time (threshold ${formatValue(numbers.threshold, "times")}).`,
  expression: ({ numbers }) => {
    const going = age(gaugeOf(runInProgressStart));
    return whileReported(
      and(greater(divide(going, gaugeOf(runTypicalDuration)), numbers.threshold), greater(going, numbers.minimum)),
      numbers.reportedWithin,
    );
  },
  proof: ({ numbers }) => {
    const going = (seconds: number, typical: number) => [
      agoOfDagster(runInProgressStart, maintenance, seconds),
      ofDagster(runTypicalDuration, maintenance, typical),
    ];
    const usual = numbers.minimum;
    const long = 1.5 * numbers.minimum;
    const recently = pushed(justBelow(numbers.reportedWithin));
    return {
      fires: [...going(long, long / justAbove(numbers.threshold)), recently],
      quiet: {
        "just below the threshold": [...going(justBelow(numbers.threshold) * usual, usual), recently],
        "a short run": [...going(justBelow(numbers.minimum), numbers.minimum / numbers.threshold / 2), recently],
        "Dagster reports no more": [
          ...going(2 * numbers.threshold * usual, usual),
          pushed(justAbove(numbers.reportedWithin)),
        ],
        "what is usual is not known yet": [agoOfDagster(runInProgressStart, maintenance, 100 * usual), recently],
      },
      whenAbsent: "quiet",
    };
  },
});

export const scheduleLate = alert({
  ...common,
  name: "DagsterScheduleLate",
  jobs: [dagsterJob],
  for: "2m",
  numbers: {
    threshold: {
      default: 60,
      unit: "seconds",
      min: 1,
      max: 86_400,
      source: "trade.md, 3.3: dagster_schedule_late_total counts ticks more than 60 s late",
    },
    reportedWithin,
  },
  panel: "trade-lineage/schedule-delay",
  summary: "A Dagster schedule is late",
  description: ({ numbers }) =>
    `{{ $labels.schedule_name }} should have ticked ${valueTemplate("seconds")} ago (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers }) =>
    whileReported(greater(age(gaugeOf(scheduleNextTick)), numbers.threshold), numbers.reportedWithin),
  proof: ({ numbers }) => {
    const due = (seconds: number) => agoOfDagster(scheduleNextTick, { schedule_name: "daily_summary" }, seconds);
    const recently = pushed(justBelow(numbers.reportedWithin));
    return {
      fires: [due(justAbove(numbers.threshold)), recently],
      quiet: {
        "just below the threshold": [due(justBelow(numbers.threshold)), recently],
        "the tick is still to come": [due(-numbers.threshold), recently],
        "Dagster reports no more": [due(2 * numbers.threshold), pushed(justAbove(numbers.reportedWithin))],
      },
      whenAbsent: "quiet",
    };
  },
});

export const sensorNotTicking = alert({
  ...common,
  name: "DagsterSensorNotTicking",
  jobs: [dagsterJob],
  for: "2m",
  numbers: {
    threshold: {
      default: 5,
      unit: "times",
      min: 1.1,
      max: 1000,
      source: "a tick may be late behind others; five in a row are not",
    },
  },
  panel: "trade-lineage/sensor-ticks",
  summary: "A Dagster sensor does not tick",
  description: ({ numbers }) =>
    `{{ $labels.sensor_name }} last ticked without an error ${valueTemplate("times")} its interval ago (threshold ${formatValue(numbers.threshold, "times")}). If all sensors are named, Dagster's daemon is gone or no longer pushes.`,
  expression: ({ numbers }) =>
    greater(divide(age(gaugeOf(sensorLastTick)), gaugeOf(sensorInterval)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const ticked = (intervals: number) => [
      agoOfDagster(sensorLastTick, { sensor_name: "bronze_partition_sensor" }, intervals * 60),
      ofDagster(sensorInterval, { sensor_name: "bronze_partition_sensor" }, 60),
    ];
    return {
      fires: ticked(justAbove(threshold)),
      quiet: { "just below the threshold": ticked(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const dagsterAlerts: readonly Alert[] = [runFailing, runTooLong, scheduleLate, sensorNotTicking];
