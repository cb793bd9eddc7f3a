import {
  add,
  counterOf,
  divide,
  gaugeOf,
  increase,
  max,
  multiply,
  or,
  subtract,
  sum,
  time,
} from "../../catalogue/promql/build.ts";
import {
  checkLastSuccess,
  freshnessExpected,
  nullRatio,
  rowCount,
  rowCountExpected,
  schemaChanges,
  zScore,
} from "../../catalogue/trade-observability.ts";
import { dataCheckFailing } from "../../rules/alerts/trade/checks.ts";
import { type Layer, layers, perTable } from "../../rules/alerts/trade/data-series.ts";
import { distributionAnomaly, highNulls } from "../../rules/alerts/trade/distribution.ts";
import {
  bronzeFreshness,
  freshnessApproaching,
  freshnessCritical,
  goldFreshness,
  silverFreshness,
} from "../../rules/alerts/trade/freshness.ts";
import { columnDropped } from "../../rules/alerts/trade/schema.ts";
import { volumeAnomaly } from "../../rules/alerts/trade/volume.ts";
import { dataFreshness, volumeDeviation } from "../../rules/recording/trade-observability.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, third } from "../layout.ts";

const where = { table: { matches: "$table" } } as const;
const legend = "{{layer}}.{{table}}";
const expected = max(gaugeOf(freshnessExpected, where), perTable);

const violations = { bronze: bronzeFreshness, silver: silverFreshness, gold: goldFreshness };

/** Ages as a share of what each table may age: what is expected of it, else what its layer may. */
function shareOfSla({ tuning }: PanelContext) {
  const ages = (layer: Layer) => gaugeOf(dataFreshness, { ...where, layer });
  const ofLayers = layers
    .map((layer) => add(multiply(ages(layer), 0), tuning(violations[layer]).numbers.threshold))
    .reduce((all, one) => or(all, one));
  return divide(gaugeOf(dataFreshness, where), or(expected, ofLayers));
}

/** The ages of a layer's tables, and what is expected of those that differ. */
function freshness({ tuning }: PanelContext, layer: Layer, id: number) {
  const { name } = violations[layer];
  const seconds = tuning(violations[layer]).numbers.threshold;
  const near = tuning(freshnessApproaching).numbers[layer];
  const critical = tuning(freshnessCritical).numbers.threshold;
  const further =
    layer === "bronze" ? ` Above ${formatValue(critical, "seconds")} ${freshnessCritical.name} fires.` : "";
  return {
    id,
    key: `freshness-${layer}`,
    title: `Freshness: ${layer[0]?.toUpperCase()}${layer.slice(1)}`,
    description: `Age of each table's newest data, and the age expected of tables that differ from their layer. Good: a low saw. Above ${formatValue(near, "seconds")} ${freshnessApproaching.name} fires, above ${formatValue(seconds, "seconds")} ${name}.${further}`,
    kind: "timeseries",
    unit: "s",
    queries: [
      { expression: gaugeOf(dataFreshness, { ...where, layer }), legend: "{{table}}" },
      { expression: max(gaugeOf(freshnessExpected, { ...where, layer }), perTable), legend: "{{table}}, expected" },
    ],
    steps: [
      { value: near, color: "yellow" },
      { value: seconds, color: "red" },
      ...(layer === "bronze" ? [{ value: critical, color: "red" } as const] : []),
    ],
    ...third,
  } as const;
}

function panels(context: PanelContext) {
  const { tuning } = context;
  const deviation = tuning(volumeAnomaly).numbers;
  const sigma = tuning(distributionAnomaly).numbers.threshold;
  const nulls = tuning(highNulls).numbers.threshold;
  const unchecked = tuning(dataCheckFailing).numbers.threshold;
  const window = tuning(columnDropped).window;
  const near = tuning(freshnessApproaching).numbers.ofExpected;
  return flow([
    {
      id: 1,
      key: "freshness-sla",
      title: "Freshness SLA Compliance",
      description: `Age of each table's newest data as a share of what it may be. Good: green. At ${formatValue(near, "ratio")} of what is expected of the table itself FreshnessSLAApproaching fires, for other tables at the yellow line of their layer; at 100% the SLA is broken, and the layer's violation fires.`,
      kind: "stat",
      unit: "percentunit",
      decimals: 0,
      queries: [{ expression: shareOfSla(context), legend }],
      steps: [
        { value: 0, color: "green" },
        { value: near, color: "yellow" },
        { value: 1, color: "red" },
      ],
      width: 24,
      height: 5,
    },
    freshness(context, "bronze", 2),
    freshness(context, "silver", 3),
    freshness(context, "gold", 4),
    {
      id: 5,
      key: "volume-trend",
      title: "Volume Trend",
      description:
        "Rows of each table's newest partition, and the rows that it should have by now. Good: close together. At 0 with rows expected DataQualityHardFailure fires for bronze, ZeroRowCount for the others.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: max(gaugeOf(rowCount, where), perTable), legend },
        { expression: max(gaugeOf(rowCountExpected, where), perTable), legend: `${legend}, expected` },
      ],
      ...half,
    },
    {
      id: 6,
      key: "volume-deviation",
      title: "Volume Deviation",
      description: `Rows beyond those expected, as a share of these; negative where rows are missing. Good: near 0. Beyond ${formatValue(deviation.threshold, "ratio")} either way VolumeAnomalyWarning fires, where at least ${formatValue(deviation.minimumRows, "rows")} are expected.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: gaugeOf(volumeDeviation, where), legend }],
      steps: [
        { value: -deviation.threshold, color: "red" },
        { value: deviation.threshold, color: "red" },
      ],
      ...half,
    },
    {
      id: 7,
      key: "schema-changes",
      title: "Schema Changes Timeline",
      description: `Columns added, dropped or of another type, within ${window}. Good: 0, but for planned changes. Above it ColumnAdded, UnexpectedColumnDrop or ColumnTypeChanged fires, and SchemaChangeDetected.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(schemaChanges, where), window), [...perTable, "change_type"]),
          legend: `${legend}: {{change_type}}`,
        },
      ],
      ...half,
    },
    {
      id: 8,
      key: "checks",
      title: "Time since the Last Check",
      description: `Seconds since each table could last be looked at, by kind of check. Good: below the time between two checks. Above ${formatValue(unchecked, "seconds")} DataCheckFailing fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: subtract(time, gaugeOf(checkLastSuccess, where)), legend: `${legend}: {{check}}` }],
      steps: [{ value: unchecked, color: "red" }],
      ...half,
    },
    {
      id: 9,
      key: "z-scores",
      title: "Distribution Z-Scores",
      description: `Standard deviations between each statistic of the newest batch and its history. Good: near 0. Beyond ${formatValue(sigma, "sigma")} either way DistributionAnomaly fires.`,
      kind: "timeseries",
      unit: "none",
      queries: [{ expression: gaugeOf(zScore, where), legend: `${legend}: {{statistic}} of {{column}}` }],
      steps: [
        { value: -sigma, color: "red" },
        { value: sigma, color: "red" },
      ],
      ...half,
    },
    {
      id: 10,
      key: "null-percentage",
      title: "Null Percentage",
      description: `Share of the newest batch whose column is null. Good: as always. Above ${formatValue(nulls, "ratio")} HighNullPercentage fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: gaugeOf(nullRatio, where), legend: `${legend}: {{column}}` }],
      steps: [{ value: nulls, color: "red" }],
      ...half,
    },
  ]);
}

/** The trade pipeline's tables: is their data on time, complete, of the expected form and of the usual values. */
export const tradeDataQuality: DashboardDefinition = {
  uid: "trade-data-quality",
  title: "Trade Data Quality",
  description: "The trade pipeline's tables: is their data on time, complete, of the expected form, and as usual.",
  folder: "data-quality",
  tags: ["trade", "data-quality"],
  variables: [{ name: "table", label: "Table", of: gaugeOf(rowCount) }],
  panels,
};
