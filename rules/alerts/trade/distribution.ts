import { gaugeOf, greater, less, or } from "../../../catalogue/promql/build.ts";
import { dataObservabilityJob, nullRatio, zScore } from "../../../catalogue/trade-observability.ts";
import { type Alert, alert } from "../../alert.ts";
import { justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { dataQuality, ofTable, tableName } from "./data-series.ts";

const common = {
  component: "distribution",
  jobs: [dataObservabilityJob],
  service: dataQuality,
  severity: "warning",
  for: "5m",
} as const;

export const distributionAnomaly = alert({
  ...common,
  name: "DistributionAnomaly",
  numbers: { threshold: { default: 3, unit: "sigma", min: 0.5, max: 100, source: "trade.md, 4.4" } },
  panel: "trade-data-quality/z-scores",
  summary: "A column's values are unlike those of the batches before",
  description: ({ numbers }) =>
    `{{ $labels.statistic }} of {{ $labels.column }} in ${tableName} is ${valueTemplate("sigma")} off its history (threshold ${formatValue(numbers.threshold, "sigma")}, either way).`,
  // Both ways apart rather than abs(): the sign tells the direction.
  expression: ({ numbers: { threshold } }) =>
    or(greater(gaugeOf(zScore), threshold), less(gaugeOf(zScore), -threshold)),
  proof: ({ numbers: { threshold } }) => {
    const off = (sigma: number) => [ofTable(zScore, "bronze", sigma, { column: "price", statistic: "mean" })];
    return {
      fires: off(-justAbove(threshold)),
      alsoFires: { upwards: { series: off(justAbove(threshold)) } },
      quiet: {
        "just below the threshold": off(justBelow(threshold)),
        "just below the threshold, downwards": off(-justBelow(threshold)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const highNulls = alert({
  ...common,
  name: "HighNullPercentage",
  numbers: { threshold: { default: 0.1, unit: "ratio", min: 0, max: 0.99, source: "trade.md, 4.4" } },
  panel: "trade-data-quality/null-percentage",
  summary: "A column has many nulls",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of {{ $labels.column }} in the newest batch of ${tableName} is null (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers }) => greater(gaugeOf(nullRatio), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const nulls = (ratio: number) => [ofTable(nullRatio, "bronze", ratio, { column: "price" })];
    return {
      fires: nulls(justAbove(threshold)),
      quiet: { "just below the threshold": nulls(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const distributionAlerts: readonly Alert[] = [distributionAnomaly, highNulls];
