import {
  downstreamImpact,
  endToEndSuccess,
  stageDuration,
  stageFailures,
  stageLastRun,
  stageStatus,
  stageStatuses,
} from "../../catalogue/trade-lineage.ts";
import { sample } from "./model.ts";
import type { Behaviour, Moment } from "./table.ts";

interface Stage {
  readonly stage: string;
  readonly dagster_job: string;
  /** Seconds between two runs, and of a run; a streaming job has neither. */
  readonly runs?: { readonly every: number; readonly seconds: number };
}

/** The document's stages, in the order in which data flows: each waits for all before it. */
const all: readonly Stage[] = [
  { stage: "ingest", dagster_job: "websocket_to_kafka" },
  { stage: "stream", dagster_job: "flink_processing" },
  { stage: "bronze", dagster_job: "kafka_to_iceberg_bronze", runs: { every: 60, seconds: 20 } },
  { stage: "silver", dagster_job: "bronze_to_silver_transform", runs: { every: 240, seconds: 75 } },
  { stage: "gold", dagster_job: "silver_to_gold_aggregate", runs: { every: 3600, seconds: 400 } },
  { stage: "serve", dagster_job: "refresh_api_cache", runs: { every: 3600, seconds: 12 } },
];

const pipeline_name = "trade_pipeline";

interface Condition {
  /** The stage whose last run failed. */
  readonly failed?: string;
  /** A stage is overdue, though none has failed. */
  readonly overdue?: true;
}

/** What is shown of the stages. */
export function stages({ now }: Moment, { failed, overdue }: Condition): Behaviour {
  const ended = (every: number) => Math.floor(now / every) * every;
  return {
    gauges: [
      ...all.flatMap(({ stage, dagster_job, runs }, index) => {
        const where = { pipeline_name, stage, dagster_job };
        const impact = stage === failed ? all.length - 1 - index : 0;
        return [
          sample(stageStatus, stage === failed ? stageStatuses.failed : stageStatuses.succeeded, where),
          sample(stageLastRun, runs === undefined ? now : ended(runs.every), where),
          ...(runs === undefined ? [] : [sample(stageDuration, runs.seconds, where)]),
          sample(downstreamImpact, impact, { pipeline_name, stage }),
        ];
      }),
      sample(endToEndSuccess, failed === undefined && !overdue ? stageStatuses.succeeded : stageStatuses.failed, {
        pipeline_name,
      }),
    ],
    perSecond: all.map(({ stage, dagster_job }) =>
      sample(stageFailures, stage === failed ? 1 / 60 : 0, { pipeline_name, stage, dagster_job }),
    ),
    observed: [],
  };
}
