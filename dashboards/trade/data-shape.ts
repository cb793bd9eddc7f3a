import { counterOf, gaugeOf, increase, max, sum } from "../../catalogue/promql/build.ts";
import {
  columnCount,
  rowCount,
  rowCountExpected,
  schemaChanges,
  volumeAnomalies,
} from "../../catalogue/trade-observability.ts";
import { perTable } from "../../rules/alerts/trade/data-series.ts";
import { columnDropped } from "../../rules/alerts/trade/schema.ts";
import { volumeAnomaly } from "../../rules/alerts/trade/volume.ts";
import { volumeDeviation } from "../../rules/recording/trade-observability.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";
import { day, legend, where } from "./data-choices.ts";

/** How many rows come, and whether their columns stay. */
export function shapePanels({ tuning }: PanelContext): readonly Unplaced[] {
  const deviation = tuning(volumeAnomaly).numbers;
  const window = tuning(columnDropped).window;
  return [
    {
      id: 5,
      key: "volume-trend",
      section: "Volume",
      title: "Volume Trend",
      description:
        "Rows of each table's newest partition, and the rows that it should have by now: the mean of the seven before it. Good: close together. At 0 with rows expected DataQualityHardFailure fires for bronze, ZeroRowCount for the others.",
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
      id: 14,
      key: "volume-anomalies",
      title: "Volume Anomaly Count",
      description: `Partitions of each table that came to lie outside the expected number of rows within ${day}; each counts once. Good: 0.`,
      kind: "stat",
      unit: "short",
      decimals: 0,
      queries: [{ expression: sum(increase(counterOf(volumeAnomalies, where), day), perTable), legend }],
      steps: [
        { value: 0, color: "green" },
        { value: 1, color: "yellow" },
      ],
      width: 24,
      height: 5,
    },
    {
      id: 7,
      section: "Schema",
      key: "schema-changes",
      title: "Schema Changes Timeline",
      description: `Columns added, dropped or of another type, within ${window}. Good: 0, but for planned changes. Above it ColumnAdded, UnexpectedColumnDrop or ColumnTypeChanged fires, and SchemaChangeDetected.`,
      kind: "timeseries",
      bars: true,
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
      id: 15,
      key: "column-count",
      title: "Schema Column Count",
      description: `Columns of each table, and their changes within ${day}, the most changed first. Good: no change but planned ones.`,
      kind: "table",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(schemaChanges, where), day), perTable), legend: "changes" },
        { expression: max(gaugeOf(columnCount, where), perTable), legend: "columns" },
      ],
      columns: [
        { title: "Layer", from: { label: "layer" } },
        { title: "Table", from: { label: "table" } },
        { title: "Columns", from: { query: 1 }, decimals: 0 },
        {
          title: `Changes in ${day}`,
          from: { query: 0 },
          decimals: 0,
          steps: [
            { value: 0, color: "green" },
            { value: 1, color: "yellow" },
          ],
        },
      ],
      sort: { column: `Changes in ${day}`, ascending: false },
      ...half,
    },
  ];
}
