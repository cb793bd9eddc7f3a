import { nullFields } from "../../catalogue/k2-silver.ts";
import { counterOf, divideOn, rate, sum } from "../../catalogue/promql/build.ts";
import { goldDuplicatesHigh, nullFieldsHigh } from "../../rules/alerts/k2-streaming/quality.ts";
import { deduplicationRatio, silverRecords } from "../../rules/recording/k2-streaming/rates.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

// Ids 1 to 10 are for the document's panels.
function panels({ tuning }: PanelContext) {
  const nulls = tuning(nullFieldsHigh);
  const duplicates = tuning(goldDuplicatesHigh);
  return flow([
    {
      id: 11,
      key: "null-fields",
      title: "Null Fields",
      description: `Share of an exchange's records in which a field is null. Good: near 0. Above ${formatValue(nulls.numbers.threshold, "ratio")} NullFieldsHigh fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        {
          expression: divideOn(
            sum(rate(counterOf(nullFields), nulls.window), ["exchange", "field"]),
            ["exchange"],
            silverRecords(nulls.window),
          ),
          legend: "{{exchange}} {{field}}",
        },
      ],
      steps: [{ value: nulls.numbers.threshold, color: "yellow" }],
      ...half,
    },
    {
      id: 12,
      key: "deduplication-rate",
      title: "Deduplication Rate",
      description: `Share of the records that Gold had already. Good: a few per cent, and steady. Above ${formatValue(duplicates.numbers.threshold, "ratio")} GoldDuplicatesHigh fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: deduplicationRatio(duplicates.window), legend: "duplicates" }],
      steps: [{ value: duplicates.numbers.threshold, color: "yellow" }],
      ...half,
    },
  ]);
}

/** What the data of the K2 pipeline is worth. */
export const k2Quality: DashboardDefinition = {
  uid: "k2-streaming-quality",
  title: "K2 Data Quality",
  description: "What the trades contain: what is missing, and what comes twice.",
  folder: "pipelines",
  tags: ["k2-streaming", "quality"],
  variables: [],
  panels,
};
