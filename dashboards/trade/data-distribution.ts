import { abs, and, gaugeOf, max, topk } from "../../catalogue/promql/build.ts";
import { nullRatio, statisticValue, zScore } from "../../catalogue/trade-observability.ts";
import { distributionAnomaly, highNulls } from "../../rules/alerts/trade/distribution.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";
import { legend, ofColumn, perColumn, shown } from "./data-choices.ts";

const ofStatistic = { ...ofColumn, statistic: { matches: "$statistic" } } as const;

/** Whether the columns' values are as usual. */
export function distributionPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const sigma = tuning(distributionAnomaly).numbers.threshold;
  const nulls = tuning(highNulls).numbers.threshold;
  const statistic = (name: "min" | "mean" | "stddev" | "max") =>
    max(gaugeOf(statisticValue, { ...ofColumn, statistic: name }), perColumn);
  const scores = gaugeOf(zScore, ofStatistic);
  return [
    {
      id: 9,
      key: "z-scores",
      section: "Distribution",
      title: "Distribution Z-Scores",
      description: `Standard deviations between each statistic of the newest batch and its history; the ${shown} furthest off. Good: near 0. Beyond ${formatValue(sigma, "sigma")} either way DistributionAnomaly fires.`,
      kind: "timeseries",
      unit: "none",
      queries: [
        // By size, whatever the direction, which the sign tells.
        { expression: and(scores, topk(shown, abs(scores))), legend: `${legend}: {{statistic}} of {{column}}` },
      ],
      steps: [
        { value: -sigma, color: "red" },
        { value: sigma, color: "red" },
      ],
      ...half,
    },
    {
      id: 16,
      key: "distribution-values",
      title: "Distribution Values",
      description: `Statistics of the newest batch, in each column's own unit; the ${shown} largest, so pick columns of one kind. Good: flat, or as usual for the hour.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: topk(shown, gaugeOf(statisticValue, ofStatistic)),
          legend: `${legend}: {{statistic}} of {{column}}`,
        },
      ],
      logarithmic: true,
      ...half,
    },
    {
      id: 10,
      key: "null-percentage",
      title: "Null Percentage",
      description: `Share of the newest batch whose column is null; the ${shown} largest. Good: as always. Above ${formatValue(nulls, "ratio")} HighNullPercentage fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: topk(shown, gaugeOf(nullRatio, ofColumn)), legend: `${legend}: {{column}}` }],
      steps: [{ value: nulls, color: "red" }],
      ...half,
    },
    {
      id: 17,
      key: "column-statistics",
      title: "Column Statistics",
      description:
        "The newest batch of each column that is watched: what a box plot would be drawn from, and how far the furthest statistic is off its history. Good: as people know the data.",
      kind: "table",
      unit: "short",
      queries: [
        { expression: max(abs(gaugeOf(zScore, ofColumn)), perColumn), legend: "sigma" },
        { expression: statistic("min"), legend: "min" },
        { expression: statistic("mean"), legend: "mean" },
        { expression: statistic("stddev"), legend: "stddev" },
        { expression: statistic("max"), legend: "max" },
      ],
      columns: [
        { title: "Layer", from: { label: "layer" } },
        { title: "Table", from: { label: "table" } },
        { title: "Column", from: { label: "column" } },
        { title: "Min", from: { query: 1 }, unit: "short" },
        { title: "Mean", from: { query: 2 }, unit: "short" },
        { title: "Std. dev.", from: { query: 3 }, unit: "short" },
        { title: "Max", from: { query: 4 }, unit: "short" },
        {
          title: "Off, in sigma",
          from: { query: 0 },
          decimals: 1,
          steps: [
            { value: 0, color: "green" },
            { value: sigma, color: "red" },
          ],
        },
      ],
      sort: { column: "Off, in sigma", ascending: false },
      ...half,
    },
  ];
}
