import { counter, gauge, open } from "./metric.ts";

// A stage is the work of one Dagster job, which is not the `job` of Prometheus or of a Pushgateway's group.
const pipelineName = open(3);
const perStage = { pipeline_name: pipelineName, stage: open(10), dagster_job: open(1) };

/** What a stage's status may be. */
export const stageStatuses = { succeeded: 1, failed: 0, unknown: -1 } as const;

export const stageStatus = gauge({
  name: "pipeline_stage_status",
  help: "1 if the stage's last finished run succeeded, or its streaming job runs; 0 if it failed, or stands; -1 if nothing is known. A run in progress changes nothing.",
  labels: perStage,
});

export const stageLastRun = gauge({
  name: "pipeline_stage_last_run_timestamp_seconds",
  help: "When the stage's last run ended, as a Unix time; now, for a streaming job that runs.",
  unit: "seconds",
  labels: perStage,
});

export const stageDuration = gauge({
  name: "pipeline_stage_duration_seconds",
  help: "How long the stage's last finished run took; none for streaming jobs.",
  unit: "seconds",
  labels: perStage,
});

export const stageFailures = counter({
  name: "pipeline_stage_failure_total",
  help: "Runs of the stage that failed; each run counts once.",
  labels: perStage,
});

export const downstreamImpact = gauge({
  name: "pipeline_downstream_impact_count",
  help: "Stages that wait for this one while it has failed; 0 while it has not.",
  unit: "count",
  labels: { pipeline_name: pipelineName, stage: perStage.stage },
});

export const endToEndSuccess = gauge({
  name: "pipeline_end_to_end_success",
  help: "1 if every stage has succeeded and none is overdue, 0 if one has failed or is; -1 before all have run once.",
  labels: { pipeline_name: pipelineName },
});

export const lineageMetrics = [
  stageStatus,
  stageLastRun,
  stageDuration,
  stageFailures,
  downstreamImpact,
  endToEndSuccess,
] as const;
