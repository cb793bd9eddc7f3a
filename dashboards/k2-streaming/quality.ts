import { nullFields, recordsInvalid, validationErrors } from "../../catalogue/k2-silver.ts";
import { counterOf, divide, divideOn, greater, increase, rate, sum, topk } from "../../catalogue/promql/build.ts";
import type { Duration } from "../../catalogue/promql/expression.ts";
import { goldDuplicatesHigh, nullFieldsHigh, silverDlqRateElevated } from "../../rules/alerts/k2-streaming/quality.ts";
import { deduplicationRatio, silverRecords } from "../../rules/recording/k2-streaming/rates.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, third } from "../layout.ts";

/** What "lately" means where a number stands for it: a day has quiet and busy hours in it. */
const lately = "24h";
const hoursOfWeek = 7 * 24;
const perError = ["exchange", "error_type"] as const;

// Panels of the document have its numbers as ids; those that it does not have begin at 11.
function panels({ tuning }: PanelContext) {
  const nulls = tuning(nullFieldsHigh);
  const duplicates = tuning(goldDuplicatesHigh);
  const elevated = tuning(silverDlqRateElevated).numbers.threshold;
  const errors = sum(increase(counterOf(validationErrors), lately), perError);
  const allErrors = greater(sum(increase(counterOf(validationErrors), lately)), 0);
  const invalid = (window: Duration) => sum(increase(counterOf(recordsInvalid), window), ["exchange"]);
  return flow([
    {
      id: 1,
      key: "dlq-error-breakdown",
      title: "DLQ Error Breakdown",
      description: `Errors that validation found in ${lately}, by type; a record may have more than one. Good: few, and no type stands out.`,
      kind: "pie",
      unit: "short",
      decimals: 0,
      queries: [
        {
          expression: sum(increase(counterOf(validationErrors), lately), ["error_type"]),
          legend: "{{error_type}}",
        },
      ],
      ...third,
    },
    {
      id: 4,
      key: "top-error-reasons",
      title: "Top Error Reasons",
      description: `The 20 most frequent errors of ${lately}, by exchange and type. Good: none has far more than the others. The text of an error, and when it was first and last seen, are in the dead letter table.`,
      kind: "table",
      unit: "short",
      queries: [
        { expression: topk(20, errors), legend: "{{exchange}} {{error_type}}" },
        { expression: topk(20, divideOn(errors, [], allErrors)), legend: "{{exchange}} {{error_type}}" },
      ],
      columns: [
        { title: "Error", from: { label: "error_type" } },
        { title: "Exchange", from: { label: "exchange" } },
        { title: "Count", from: { query: 0 }, unit: "short", decimals: 0 },
        { title: "Share of all", from: { query: 1 }, unit: "percentunit", decimals: 1 },
      ],
      width: 16,
      height: 8,
    },
    {
      id: 3,
      key: "validation-errors-by-hour",
      title: "Validation Errors by Hour",
      description:
        "Errors that validation found in each hour of the last day, by type; each bar is the hour that ends at it. Good: they follow the traffic, no hour stands out.",
      kind: "timeseries",
      bars: true,
      stacked: true,
      unit: "short",
      timeFrom: "24h",
      step: "1h",
      queries: [
        { expression: sum(increase(counterOf(validationErrors), "1h"), ["error_type"]), legend: "{{error_type}}" },
      ],
      ...half,
    },
    {
      id: 2,
      key: "dlq-trend",
      title: "DLQ Trend (7-day)",
      description: `Records of each hour that failed validation, and their mean over the seven days before; while there are less than seven days, the mean is too low. Good: around the mean. It is a count: above ${formatValue(elevated, "ratio")} of the records SilverDLQRateElevated fires.`,
      kind: "timeseries",
      unit: "short",
      timeFrom: "7d",
      step: "1h",
      queries: [
        { expression: invalid("1h"), legend: "{{exchange}}" },
        { expression: divide(invalid("7d"), hoursOfWeek), legend: "{{exchange}} mean of 7 days" },
      ],
      ...half,
    },
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
  description: "What the trades contain: what fails validation, what is missing, and what comes twice.",
  folder: "pipelines",
  tags: ["k2-streaming", "quality"],
  variables: [],
  panels,
};
