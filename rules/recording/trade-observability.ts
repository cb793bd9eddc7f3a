import { gauge, type Metric } from "../../catalogue/metric.ts";
import { divide, gaugeOf, greater, max, subtract, time } from "../../catalogue/promql/build.ts";
import { assetLastMaterialization, dagsterJob } from "../../catalogue/trade-dagster.ts";
import { dataObservabilityJob, lastUpdate, rowCount, rowCountExpected } from "../../catalogue/trade-observability.ts";
import { constant, rising } from "../fixture.ts";
import type { Recording } from "../recording.ts";

const perTable = ["table", "layer"] as const;
const perAsset = ["asset_key", "layer"] as const;

// Not what exposes it: the series, and what waits in alerts on it, live on when the exporter moves.
export const dataFreshness = gauge({
  name: "data_freshness_seconds",
  help: "Age of the table's newest data.",
  unit: "seconds",
  labels: { table: lastUpdate.labels.table, layer: lastUpdate.labels.layer },
});

export const volumeDeviation = gauge({
  name: "data_volume_deviation_ratio",
  help: "Rows beyond those expected, as a share of these; negative where rows are missing.",
  unit: "ratio",
  labels: dataFreshness.labels,
});

const assetFreshness = gauge({
  name: "dagster_asset_freshness_seconds",
  help: "Time since the asset was last materialized.",
  unit: "seconds",
  labels: { asset_key: assetLastMaterialization.labels.asset_key, layer: assetLastMaterialization.labels.layer },
});

/** Ages are computed here from times of events: an age that is exposed stands still when what exposes it dies. */
const age = (metric: Metric<string, "gauge">, by: readonly string[]) => subtract(time, max(gaugeOf(metric), by));

const rows = (metric: Metric<string, "gauge">) => max(gaugeOf(metric), perTable);
const table = { job: dataObservabilityJob.name, table: "raw_trades", layer: "bronze" };

/** What the trade pipeline's data observability computes of what is exposed, under the document's names. */
export const dataObservabilityRecordings: readonly Recording[] = [
  {
    metric: dataFreshness,
    jobs: [dataObservabilityJob],
    expression: () => age(lastUpdate, perTable),
    // A test's clock starts at 0.
    proof: () => ({ given: [rising(lastUpdate, table, -130, 1)], expected: 130 }),
  },
  {
    metric: volumeDeviation,
    jobs: [dataObservabilityJob],
    // Where none are expected any number is infinitely more.
    expression: () => subtract(divide(rows(rowCount), greater(rows(rowCountExpected), 0)), 1),
    proof: () => ({
      given: [constant(rowCount, table, 1250), constant(rowCountExpected, table, 1000)],
      expected: 0.25,
    }),
  },
  {
    metric: assetFreshness,
    jobs: [dagsterJob],
    expression: () => age(assetLastMaterialization, perAsset),
    proof: () => ({
      given: [
        rising(assetLastMaterialization, { job: dagsterJob.name, asset_key: "raw_trades", layer: "bronze" }, -75, 1),
      ],
      expected: 75,
    }),
  },
];
