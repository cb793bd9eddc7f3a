import {
  dagsterJob,
  runFailures,
  runInProgressStart,
  runLastFailure,
  scheduleLateTicks,
  scheduleNextTick,
  sensorLastTick,
} from "../../catalogue/trade-dagster.ts";
import {
  checkLastSuccess,
  checkSuccess,
  checksFailed,
  columnCount,
  dataObservabilityJob,
  lastUpdate,
  nullRatio,
  rowCount,
  schemaChanges,
  zScore,
} from "../../catalogue/trade-observability.ts";
import { type Sample, type Scenario, sample } from "./model.ts";
import { type Change, change, type Moment, type Timed } from "./table.ts";
import { stages } from "./trade-lineage.ts";

const rawTrades = { layer: "bronze", table: "raw_trades" } as const;
const cleanedTrades = { layer: "silver", table: "cleaned_trades" } as const;
const dailySummary = { layer: "gold", table: "trade_summary_daily" } as const;
const maintenance = { dagster_job: "iceberg_maintenance" } as const;

type Table = { readonly layer: string; readonly table: string };

/**
 * What can befall the trade pipeline's data, each as a difference to what is shown while all is well. Where a table is
 * late FreshnessSLAApproaching comes first, and has given way once the layer's violation fires.
 */
export function tradeObservabilityScenarios(healthy: Timed) {
  const scenario = (
    description: string,
    alerts: readonly string[],
    changed: (moment: Moment) => Change = () => ({}),
    silent: readonly string[] = [],
  ): Scenario<Timed> => ({
    description,
    alerts,
    silent,
    conditions: (moment) => change(healthy(moment), changed(moment)),
  });

  const gauges =
    (...samples: readonly Sample[]) =>
    (): Change => ({ gauges: samples });

  /** A table whose newest data stays so old. */
  const old =
    (table: Table, seconds: number) =>
    ({ now }: Moment): Change => ({ gauges: [sample(lastUpdate, now - seconds, table)] });

  /** A column changes every 20 s, so that each change is seen whatever the alert's window is. */
  const changing = (change_type: string, columns: number) => (): Change => ({
    gauges: [sample(columnCount, columns, cleanedTrades)],
    perSecond: [sample(schemaChanges, 1 / 20, { ...cleanedTrades, change_type })],
  });

  const stage = (condition: Parameters<typeof stages>[1]) => (moment: Moment) => stages(moment, condition);

  return {
    healthy: scenario("New rows come on time, as many and of the kind that is expected; all stages run.", []),
    "bronze-near-sla": scenario(
      "The newest rows of raw_trades are always 105 s old; 120 s are allowed.",
      ["FreshnessSLAApproaching"],
      old(rawTrades, 105),
    ),
    "bronze-late": scenario(
      "The newest rows of raw_trades are 5 minutes old.",
      ["BronzeFreshnessViolation"],
      old(rawTrades, 300),
    ),
    "bronze-stalled": scenario(
      "raw_trades has had no rows for half an hour.",
      ["BronzeFreshnessViolation", "FreshnessCriticalFailure"],
      old(rawTrades, 1800),
    ),
    "silver-late": scenario(
      "The newest rows of cleaned_trades are 20 minutes old.",
      ["SilverFreshnessViolation"],
      old(cleanedTrades, 1200),
    ),
    "gold-late": scenario(
      "trade_summary_daily is 30 hours old; 26 are expected of it.",
      ["GoldFreshnessViolation"],
      old(dailySummary, 30 * 3600),
    ),
    "rows-missing": scenario(
      "cleaned_trades has 40 % fewer rows than expected.",
      ["VolumeAnomalyWarning"],
      gauges(sample(rowCount, 735_000, cleanedTrades)),
    ),
    "silver-empty": scenario(
      "The newest partition of cleaned_trades is empty.",
      ["ZeroRowCount"],
      gauges(sample(rowCount, 0, cleanedTrades)),
    ),
    "bronze-empty": scenario(
      "The newest partition of raw_trades is empty.",
      ["DataQualityHardFailure"],
      gauges(sample(rowCount, 0, rawTrades)),
    ),
    "column-dropped": scenario(
      "Columns of cleaned_trades are dropped.",
      ["UnexpectedColumnDrop", "SchemaChangeDetected"],
      changing("column_dropped", 11),
    ),
    "column-added": scenario(
      "Columns are added to cleaned_trades.",
      ["ColumnAdded", "SchemaChangeDetected"],
      changing("column_added", 13),
    ),
    "column-type-changed": scenario(
      "Columns of cleaned_trades take other types.",
      ["ColumnTypeChanged", "SchemaChangeDetected"],
      changing("type_changed", 12),
    ),
    "price-collapse": scenario(
      "The mean price in raw_trades is 5.5 standard deviations below its history.",
      ["DistributionAnomaly"],
      gauges(sample(zScore, -5.5, { ...rawTrades, column: "price", statistic: "mean" })),
    ),
    nulls: scenario(
      "30 % of the prices in raw_trades are null.",
      ["HighNullPercentage"],
      gauges(sample(nullRatio, 0.3, { ...rawTrades, column: "price" })),
    ),
    "silver-failed": scenario(
      "The run that makes the silver tables failed; two stages wait for it.",
      ["PipelineStageFailure"],
      stage({ failed: "silver" }),
    ),
    "ingest-failed": scenario(
      "Nothing is taken in any more; all five stages behind it wait.",
      ["PipelineStageFailure", "HighDownstreamImpact"],
      stage({ failed: "ingest" }),
    ),
    "stage-overdue": scenario(
      "A stage should have run long ago, though none has failed.",
      ["PipelineEndToEndFailure"],
      stage({ overdue: true }),
    ),
    // The catalog's loss makes the table's age grow as well, of which nobody can know whether it is true.
    "catalog-lost": scenario(
      "raw_trades has not been found in the catalog for an hour.",
      ["DataCheckFailing"],
      ({ now }) => ({
        gauges: [
          sample(checkSuccess, 0, { ...rawTrades, check: "freshness" }),
          sample(checkLastSuccess, now - 3600, { ...rawTrades, check: "freshness" }),
          sample(lastUpdate, now - 3600, rawTrades),
        ],
        perSecond: [sample(checksFailed, 1 / 60, { ...rawTrades, check: "freshness" })],
      }),
    ),
    "observer-down": scenario(
      "What looks at the tables is gone: its port refuses connections.",
      ["TargetDown"],
      undefined,
      [dataObservabilityJob.name],
    ),
    "maintenance-failing": scenario(
      "The last run of iceberg_maintenance failed.",
      ["DagsterRunFailing"],
      ({ now }) => ({
        gauges: [sample(runLastFailure, now, maintenance)],
        perSecond: [sample(runFailures, 1 / 3600, maintenance)],
      }),
    ),
    "run-hangs": scenario(
      "A run of iceberg_maintenance has gone on for an hour; four minutes are usual.",
      ["DagsterRunTooLong"],
      ({ now }) => ({ gauges: [sample(runInProgressStart, now - 3600, maintenance)] }),
    ),
    "schedule-late": scenario(
      "The daily summary should have been started ten minutes ago.",
      ["DagsterScheduleLate"],
      ({ now }) => ({
        gauges: [sample(scheduleNextTick, now - 600, { schedule_name: "daily_summary_schedule" })],
        perSecond: [sample(scheduleLateTicks, 1 / 3600, { schedule_name: "daily_summary_schedule" })],
      }),
    ),
    "sensor-stuck": scenario(
      "bronze_partition_sensor has not ticked for ten minutes; every 30 s is usual.",
      ["DagsterSensorNotTicking"],
      ({ now }) => ({ gauges: [sample(sensorLastTick, now - 600, { sensor_name: "bronze_partition_sensor" })] }),
    ),
    "dagster-silent": scenario(
      "Dagster pushes no more: what it pushed last stays as it was.",
      ["DagsterSensorNotTicking", "PushedDataStale"],
      undefined,
      [dagsterJob.name],
    ),
  } as const satisfies Record<string, Scenario<Timed>>;
}
