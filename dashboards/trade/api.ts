import { failedShare, highErrorRate } from "../../rules/alerts/trade/api.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

function panels({ tuning }: PanelContext) {
  const { numbers, window } = tuning(highErrorRate);
  return flow([
    {
      id: 3,
      key: "error-percentage",
      title: "Error Percentage",
      description: `Share of the GraphQL requests that fail. Good: near 0. Above ${formatValue(numbers.threshold, "ratio")} HighErrorRate fires; over hours, less than that burns the error budget.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: failedShare(window), legend: "failed" }],
      steps: [{ value: numbers.threshold, color: "red" }],
      ...half,
    },
  ]);
}

/** The document's sixth dashboard: the GraphQL API. */
export const tradeApi: DashboardDefinition = {
  uid: "trade-api",
  title: "API Performance",
  description: "The GraphQL API of the trade pipeline: do requests succeed.",
  folder: "api",
  tags: ["trade", "graphql"],
  variables: [],
  panels,
};
