import { count, equals, gaugeOf, greater, min, unless } from "../../../catalogue/promql/build.ts";
import { downstreamImpact, endToEndSuccess, stageStatus, stageStatuses } from "../../../catalogue/trade-lineage.ts";
import { dataObservabilityJob } from "../../../catalogue/trade-observability.ts";
import { type Alert, alert } from "../../alert.ts";
import { constant, justAbove } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { pipelineService } from "./data-series.ts";

const common = {
  component: "lineage",
  jobs: [dataObservabilityJob],
  service: pipelineService,
  severity: "critical",
} as const;

const pipeline = { job: dataObservabilityJob.name, pipeline_name: "trade_pipeline" };
const silver = { ...pipeline, stage: "silver", dagster_job: "bronze_to_silver_transform" };

const stageFailure = alert({
  ...common,
  name: "PipelineStageFailure",
  for: "2m",
  panel: "trade-overview/stage-status",
  summary: "A pipeline stage failed",
  description: () =>
    "Stage {{ $labels.stage }} of {{ $labels.pipeline_name }} has failed: the last run of {{ $labels.dagster_job }}, or its streaming job stands.",
  expression: () => equals(gaugeOf(stageStatus), stageStatuses.failed),
  proof: () => ({
    fires: [constant(stageStatus, silver, stageStatuses.failed)],
    quiet: {
      "the last run succeeded": [constant(stageStatus, silver, stageStatuses.succeeded)],
      "nothing is known": [constant(stageStatus, silver, stageStatuses.unknown)],
    },
    whenAbsent: "quiet",
  }),
});

const endToEndFailure = alert({
  ...common,
  name: "PipelineEndToEndFailure",
  for: "5m",
  panel: "trade-overview/end-to-end",
  summary: "The pipeline does not get through, although no stage failed",
  description: () =>
    "{{ $labels.pipeline_name }} has not completed: a stage is overdue, though none has failed. It may hang, or never have been started.",
  // Of a failed stage PipelineStageFailure tells: one fault is one page.
  expression: () =>
    unless(
      equals(min(gaugeOf(endToEndSuccess), ["pipeline_name"]), stageStatuses.failed),
      count(equals(gaugeOf(stageStatus), stageStatuses.failed), ["pipeline_name"]),
    ),
  proof: () => {
    const endToEnd = (value: number) => constant(endToEndSuccess, pipeline, value);
    return {
      fires: [endToEnd(stageStatuses.failed), constant(stageStatus, silver, stageStatuses.succeeded)],
      quiet: {
        "it got through": [endToEnd(stageStatuses.succeeded)],
        "not every stage has run yet": [endToEnd(stageStatuses.unknown)],
        "a stage failed, which has an alert of its own": [
          endToEnd(stageStatuses.failed),
          constant(stageStatus, silver, stageStatuses.failed),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

export const highDownstreamImpact = alert({
  ...common,
  name: "HighDownstreamImpact",
  for: "1m",
  numbers: { threshold: { default: 2, unit: "events", min: 0, max: 100, source: "trade.md, 4.5" } },
  panel: "trade-lineage/downstream-impact",
  relations: { hides: [{ alerts: [stageFailure.name], same: ["pipeline_name", "stage"] }] },
  summary: "A failed stage holds up most of the pipeline",
  description: ({ numbers }) =>
    `${valueTemplate("events")} stages of {{ $labels.pipeline_name }} wait for {{ $labels.stage }}, which has failed (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers }) => greater(gaugeOf(downstreamImpact), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const waiting = (stages: number) => [constant(downstreamImpact, { ...pipeline, stage: "bronze" }, stages)];
    return {
      fires: waiting(justAbove(threshold)),
      quiet: { "exactly the threshold": waiting(threshold), "nothing waits": waiting(0) },
      whenAbsent: "quiet",
    };
  },
});

export const lineageAlerts: readonly Alert[] = [stageFailure, endToEndFailure, highDownstreamImpact];
