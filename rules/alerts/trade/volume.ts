import { and, equals, gaugeOf, greater, less, max, or, unless } from "../../../catalogue/promql/build.ts";
import { dataObservabilityJob, rowCount, rowCountExpected } from "../../../catalogue/trade-observability.ts";
import { type Alert, alert } from "../../alert.ts";
import { justAbove, justBelow } from "../../fixture.ts";
import { volumeDeviation } from "../../recording/trade-observability.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { dataQuality, type Layer, ofTable, perTable, tableName } from "./data-series.ts";

const common = { component: "volume", jobs: [dataObservabilityJob], service: dataQuality } as const;

const rows = (layer: string | { readonly not: string }) => max(gaugeOf(rowCount, { layer }), perTable);
const expectedRows = max(gaugeOf(rowCountExpected), perTable);

export const volumeAnomaly = alert({
  ...common,
  name: "VolumeAnomalyWarning",
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: { default: 0.2, unit: "ratio", min: 0.001, max: 100, source: "trade.md, 4.2 and 6.2" },
    minimumRows: {
      default: 100,
      unit: "rows",
      min: 0,
      max: 1e12,
      source: "of fewer expected rows a handful is a high share",
    },
  },
  panel: "trade-data-quality/volume-deviation",
  summary: "A table has far more or far fewer rows than expected",
  description: ({ numbers }) =>
    `The newest partition of ${tableName} is ${valueTemplate("ratio")} off the rows expected (threshold ${formatValue(numbers.threshold, "ratio")}, either way).`,
  // Both ways apart rather than abs(): the sign tells whether rows are missing. None at all is another alert's.
  expression: ({ numbers }) => {
    const deviation = gaugeOf(volumeDeviation);
    return and(
      and(
        or(greater(deviation, numbers.threshold), less(deviation, -numbers.threshold)),
        greater(expectedRows, numbers.minimumRows),
      ),
      greater(max(gaugeOf(rowCount), perTable), 0),
    );
  },
  proof: ({ numbers: { threshold, minimumRows } }) => {
    const holding = (deviation: number, expected: number, layer: Layer = "silver") => [
      ofTable(rowCountExpected, layer, expected),
      ofTable(rowCount, layer, Math.max(1, expected * (1 + deviation))),
    ];
    const many = justAbove(minimumRows) * 1000;
    return {
      fires: holding(justAbove(threshold), 1.5 * minimumRows),
      alsoFires: { "rows are missing": { series: holding(-justAbove(threshold), many) } },
      quiet: {
        "just below the threshold": holding(justBelow(threshold), many),
        "missing, just below the threshold": holding(-Math.min(0.98, justBelow(threshold)), many),
        "too few rows to tell": holding(2 * threshold, justBelow(minimumRows)),
        "none expected": [ofTable(rowCountExpected, "silver", 0), ofTable(rowCount, "silver", 500)],
      },
      whenAbsent: "quiet",
    };
  },
});

/** An empty partition, where rows are due. */
const empty = (layer: string | { readonly not: string }) => unless(equals(rows(layer), 0), equals(expectedRows, 0));

const emptyProof = (layer: Layer, other: Layer) => () => ({
  fires: [ofTable(rowCount, layer, 0), ofTable(rowCountExpected, layer, 1000)],
  quiet: {
    "a single row": [ofTable(rowCount, layer, 1), ofTable(rowCountExpected, layer, 1000)],
    "none expected": [ofTable(rowCount, layer, 0), ofTable(rowCountExpected, layer, 0)],
    "a layer that another alert watches": [ofTable(rowCount, other, 0)],
  },
  whenAbsent: "quiet" as const,
});

const zeroRowCount = alert({
  ...common,
  name: "ZeroRowCount",
  severity: "critical",
  for: "10m",
  panel: "trade-data-quality/volume-trend",
  summary: "A table's newest partition is empty",
  description: () => `${tableName} has no rows in its newest partition, although some are due.`,
  expression: () => empty({ not: "bronze" }),
  proof: emptyProof("silver", "bronze"),
});

const dataQualityHardFailure = alert({
  ...common,
  name: "DataQualityHardFailure",
  severity: "critical",
  for: "5m",
  panel: "trade-data-quality/volume-trend",
  summary: "A bronze table's newest partition is empty",
  description: () =>
    `${tableName} has no rows in its newest partition, although some are due: nothing is taken in for the layers above.`,
  expression: () => empty("bronze"),
  proof: emptyProof("bronze", "silver"),
});

/** Of an empty partition the one or the other tells, by layer; of one with rows the first. */
export const volumeAlerts: readonly Alert[] = [volumeAnomaly, zeroRowCount, dataQualityHardFailure];
