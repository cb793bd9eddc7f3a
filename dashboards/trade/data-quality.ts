import { avg, gaugeOf, subtract, time, topk } from "../../catalogue/promql/build.ts";
import { checkLastSuccess, rowCount, zScore } from "../../catalogue/trade-observability.ts";
import { dataCheckFailing } from "../../rules/alerts/trade/checks.ts";
import { distributionAnomaly, highNulls } from "../../rules/alerts/trade/distribution.ts";
import { columnDropped } from "../../rules/alerts/trade/schema.ts";
import { volumeAnomaly } from "../../rules/alerts/trade/volume.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";
import { legend, shown, where } from "./data-choices.ts";
import { distributionPanels } from "./data-distribution.ts";
import { freshnessPanels } from "./data-freshness.ts";
import { shapePanels } from "./data-shape.ts";
import { expectations, failed, failures, met } from "./expectations.ts";

function panels(context: PanelContext) {
  const { tuning } = context;
  const deviation = tuning(volumeAnomaly).numbers;
  const sigma = tuning(distributionAnomaly).numbers.threshold;
  const nulls = tuning(highNulls).numbers.threshold;
  const unchecked = tuning(dataCheckFailing).numbers.threshold;
  const window = tuning(columnDropped).window;
  return flow([
    {
      id: 11,
      key: "score",
      title: "Data Quality Score (composite)",
      description:
        "Mean, each with the same weight, of the shares of tables that are fresh, have the rows, the columns and the values expected, and few nulls; and these shares. An expectation that nothing is known of does not count. Good: 100%.",
      kind: "gauge",
      unit: "percentunit",
      decimals: 0,
      max: 1,
      queries: [
        { expression: avg(met(context, where)), legend: "Score" },
        { expression: met(context, where), legend: "{{expectation}}" },
      ],
      steps: [
        { value: 0, color: "red" },
        { value: 0.9, color: "yellow" },
        { value: 1, color: "green" },
      ],
      ...half,
    },
    {
      id: 12,
      key: "failed-expectations",
      title: "Failed Expectations",
      description: `What each table fails of what is expected of it, by the numbers of the alerts: age against its SLA, rows within ${formatValue(deviation.threshold, "ratio")} of those expected, no change of columns within ${window}, values within ${formatValue(sigma, "sigma")}, nulls below ${formatValue(nulls, "ratio")}. Good: 0 in each row. Nothing stands where nothing is watched.`,
      kind: "table",
      unit: "none",
      queries: [
        { expression: failures(context, where), legend: "failed" },
        ...expectations.map((name) => ({ expression: failed(name, context, where), legend: name })),
      ],
      columns: [
        { title: "Layer", from: { label: "layer" } },
        { title: "Table", from: { label: "table" } },
        {
          title: "Failed",
          from: { query: 0 },
          decimals: 0,
          steps: [
            { value: 0, color: "green" },
            { value: 1, color: "red" },
          ],
        },
        ...expectations.map((title, index) => ({
          title,
          from: { query: index + 1 },
          mapping: { "0": { text: "OK", color: "green" }, "1": { text: "Failed", color: "red" } } as const,
        })),
      ],
      ...half,
    },
    ...freshnessPanels(context),
    ...shapePanels(context),
    ...distributionPanels(context),
    {
      id: 8,
      section: "Checks",
      key: "checks",
      title: "Time since the Last Check",
      description: `Seconds since each table could last be looked at, by kind of check; the ${shown} longest. Good: below the time between two checks. Above ${formatValue(unchecked, "seconds")} DataCheckFailing fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: topk(shown, subtract(time, gaugeOf(checkLastSuccess, where))),
          legend: `${legend}: {{check}}`,
        },
      ],
      steps: [{ value: unchecked, color: "red" }],
      width: 24,
      height: 8,
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
  variables: [
    { name: "layer", label: "Layer", of: gaugeOf(rowCount) },
    { name: "table", label: "Table", of: gaugeOf(rowCount) },
    { name: "column", label: "Column", of: gaugeOf(zScore) },
    { name: "statistic", label: "Statistic", of: gaugeOf(zScore) },
  ],
  panels,
};
