import { gaugeOf, max, or, relabel } from "../../catalogue/promql/build.ts";
import { freshnessExpected } from "../../catalogue/trade-observability.ts";
import { type Layer, perTable } from "../../rules/alerts/trade/data-series.ts";
import { freshnessApproaching, freshnessCritical } from "../../rules/alerts/trade/freshness.ts";
import { dataFreshness } from "../../rules/recording/trade-observability.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";
import { legend, where } from "./data-choices.ts";
import { shareOfSla, violations } from "./expectations.ts";

/** The ages of a layer's tables, and what is expected of those that differ. */
function freshness({ tuning }: PanelContext, layer: Layer, id: number) {
  const { name } = violations[layer];
  const ofLayer = { table: where.table, layer };
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
      // One query, since in most layers no table differs.
      {
        expression: or(
          gaugeOf(dataFreshness, ofLayer),
          relabel(max(gaugeOf(freshnessExpected, ofLayer), perTable), "table", "table", "(.*)", "$1, expected"),
        ),
        legend: "{{table}}",
      },
    ],
    steps: [
      { value: near, color: "yellow" },
      { value: seconds, color: "red" },
      ...(layer === "bronze" ? [{ value: critical, color: "red" } as const] : []),
    ],
    ...third,
  } as const;
}

/** How old the tables' data is, against what it may be. */
export function freshnessPanels(context: PanelContext): readonly Unplaced[] {
  const near = context.tuning(freshnessApproaching).numbers.ofExpected;
  const slaSteps = [
    { value: 0, color: "green" },
    { value: near, color: "yellow" },
    { value: 1, color: "red" },
  ] as const;
  return [
    {
      id: 1,
      key: "freshness-sla",
      title: "Freshness SLA Compliance",
      description: `Age of each table's newest data as a share of what it may be. Good: green. At ${formatValue(near, "ratio")} of what is expected of the table itself FreshnessSLAApproaching fires, for other tables at the yellow line of their layer; at 100% the SLA is broken, and the layer's violation fires.`,
      kind: "stat",
      unit: "percentunit",
      decimals: 0,
      queries: [{ expression: shareOfSla(context, where), legend }],
      steps: slaSteps,
      width: 24,
      height: 5,
    },
    {
      id: 13,
      key: "freshness-heatmap",
      title: "Freshness Heatmap",
      description: `Age of each table's newest data over time, as a share of what it may be: a row for each table. Good: green. Yellow from ${formatValue(near, "ratio")}; red where the SLA was broken.`,
      section: "Freshness",
      kind: "status-history",
      unit: "percentunit",
      decimals: 0,
      queries: [{ expression: shareOfSla(context, where), legend }],
      steps: slaSteps,
      step: "1m",
      width: 24,
      height: 10,
    },
    freshness(context, "bronze", 2),
    freshness(context, "silver", 3),
    freshness(context, "gold", 4),
  ];
}
