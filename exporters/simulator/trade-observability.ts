import { dagsterJob } from "../../catalogue/trade-dagster.ts";
import {
  checkLastSuccess,
  checkSuccess,
  checksFailed,
  columnCount,
  dataObservabilityJob,
  distributionAnomalies,
  freshnessExpected,
  lastUpdate,
  nullRatio,
  rowCount,
  rowCountExpected,
  schemaChanges,
  statisticValue,
  volumeAnomalies,
  zScore,
} from "../../catalogue/trade-observability.ts";
import { type Sample, sample } from "./model.ts";
import { knownValues } from "./series.ts";
import { type Behaviour, type Moment, tableModel } from "./table.ts";
import { dagster } from "./trade-dagster.ts";
import { stages } from "./trade-lineage.ts";
import { tradeObservabilityScenarios } from "./trade-observability-scenarios.ts";

interface Watched {
  readonly layer: "bronze" | "silver" | "gold";
  readonly table: string;
  /** Age at which new rows come. */
  readonly every: number;
  /** Age that is expected, where it differs from the layer's. */
  readonly expected?: number;
  readonly rows: number;
  readonly columns: Readonly<Record<string, { readonly mean: number; readonly stddev: number }>>;
}

const price = { mean: 120, stddev: 35 };
const quantity = { mean: 250, stddev: 90 };
const day = 86_400;

/** The document's tables, and the columns that it watches. */
const tables: readonly Watched[] = [
  { layer: "bronze", table: "raw_trades", every: 30, rows: 1_200_000, columns: { price, quantity } },
  { layer: "bronze", table: "raw_orders", every: 30, rows: 800_000, columns: {} },
  { layer: "bronze", table: "raw_market_data", every: 45, rows: 3_000_000, columns: {} },
  {
    layer: "silver",
    table: "cleaned_trades",
    every: 240,
    rows: 1_190_000,
    columns: { price, quantity, total_value: { mean: 30_000, stddev: 12_000 } },
  },
  { layer: "silver", table: "enriched_orders", every: 240, rows: 795_000, columns: {} },
  { layer: "silver", table: "aggregated_market_data", every: 300, rows: 50_000, columns: {} },
  {
    layer: "gold",
    table: "trade_summary_daily",
    every: day,
    expected: 26 * 3600,
    rows: 5_000,
    columns: {
      avg_price: price,
      total_volume: { mean: 2.4e6, stddev: 4e5 },
      trade_count: { mean: 9_600, stddev: 1_500 },
    },
  },
  { layer: "gold", table: "portfolio_performance", every: 3600, rows: 2_000, columns: {} },
  { layer: "gold", table: "market_indicators", every: 3600, rows: 400, columns: {} },
];

const checks = knownValues(checkSuccess.labels.check);
const statistics = knownValues(zScore.labels.statistic);

/** What the exporter shows of one table while all is well. */
function tableGauges({ layer, table, every, expected, rows, columns }: Watched, { now }: Moment): readonly Sample[] {
  const where = { layer, table };
  return [
    sample(lastUpdate, Math.floor(now / every) * every, where),
    ...(expected === undefined ? [] : [sample(freshnessExpected, expected, where)]),
    sample(rowCount, rows, where),
    sample(rowCountExpected, rows * 1.03, where),
    sample(columnCount, 12, where),
    ...checks.flatMap((check) => [
      sample(checkSuccess, 1, { ...where, check }),
      sample(checkLastSuccess, Math.floor(now / 60) * 60, { ...where, check }),
    ]),
    ...Object.entries(columns).flatMap(([column, { mean, stddev }]) => [
      ...statistics.map((statistic) => sample(zScore, 0.4, { ...where, column, statistic })),
      sample(statisticValue, mean, { ...where, column, statistic: "mean" }),
      sample(statisticValue, stddev, { ...where, column, statistic: "stddev" }),
      sample(statisticValue, mean / 10, { ...where, column, statistic: "min" }),
      sample(statisticValue, mean + 4 * stddev, { ...where, column, statistic: "max" }),
      sample(nullRatio, 0.004, { ...where, column }),
    ]),
  ];
}

/** Counters that stand still: each is there from the start, so that its first step shows. */
const tableCounters = ({ layer, table, columns }: Watched): readonly Sample[] => {
  const where = { layer, table };
  return [
    sample(volumeAnomalies, 0, where),
    ...knownValues(schemaChanges.labels.change_type).map((change_type) =>
      sample(schemaChanges, 0, { ...where, change_type }),
    ),
    ...checks.map((check) => sample(checksFailed, 0, { ...where, check })),
    ...Object.keys(columns).flatMap((column) =>
      statistics.map((statistic) => sample(distributionAnomalies, 0, { ...where, column, statistic })),
    ),
  ];
};

/** What is shown while all is well. */
function healthy(moment: Moment): Behaviour {
  const lineage = stages(moment, {});
  const runs = dagster(moment);
  return {
    gauges: [...tables.flatMap((table) => tableGauges(table, moment)), ...lineage.gauges, ...runs.gauges],
    perSecond: [...tables.flatMap(tableCounters), ...lineage.perSecond, ...runs.perSecond],
    observed: runs.observed,
  };
}

/** The trade pipeline's data, and Dagster, which makes it. */
export const tradeObservabilityModel = tableModel({
  pipeline: "trade-data",
  pages: [{ job: dataObservabilityJob, port: 8050 }, { job: dagsterJob }],
  scenarios: tradeObservabilityScenarios(healthy),
});
