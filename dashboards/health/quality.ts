import { invalidRecords, validationFailures, validRecords } from "../../catalogue/health-application.ts";
import { add, counterOf, rate, subtract, sum } from "../../catalogue/promql/build.ts";
import type { Duration } from "../../catalogue/promql/expression.ts";
import type { Alert } from "../../rules/alert.ts";
import {
  errorKinds,
  highErrorRate,
  highValidationFailureRate,
  invalidShare,
  objective,
  refusedShare,
  totalRate,
} from "../../rules/alerts/health/quality.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { full, half, type Unplaced } from "../layout.ts";

/** Where an alert on the objective fires, and over which window. */
function burnOf({ tuning }: PanelContext, alert: Alert) {
  const { numbers, window } = tuning(alert as Alert<"objective" | "factor">);
  return { name: alert.name, window, limit: (1 - numbers.objective) * numbers.factor };
}

const ofType = (records: typeof validRecords | typeof invalidRecords, window: Duration) =>
  sum(rate(counterOf(records), window), ["data_type"]);

/** What is refused, why, and of which type. */
export function qualityPanels(context: PanelContext): readonly Unplaced[] {
  const { tuning } = context;
  const errors = tuning(highErrorRate);
  const validation = tuning(highValidationFailureRate);
  const burns = objective.map((alert) => burnOf(context, alert));
  return [
    {
      id: 11,
      key: "validation",
      title: "Validation success rate",
      description: `Share of the records that pass validation, by type of data. Good: near 100%. Below ${formatValue(1 - validation.numbers.threshold, "ratio")} HighValidationFailureRate fires.`,
      section: "Data Quality",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: subtract(1, invalidShare(validation.window)), legend: "{{data_type}}" }],
      steps: [{ value: 1 - validation.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 10,
      key: "errors",
      title: "Errors by Kind",
      description: `Records that are invalid or cannot be deserialised, and failed writes, per second. Good: few. With all kinds together above ${formatValue(errors.numbers.threshold, "errorsPerSecond")} HighErrorRate fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: Object.entries(errorKinds).map(([kind, series]) => ({
        expression: totalRate(series, errors.window),
        legend: kind,
      })),
      steps: [{ value: errors.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 23,
      key: "failures-by-reason",
      title: "Validation failures by reason",
      description:
        "Faults per second that validation finds, by reason, of all types of data together; a record may have more than one. Good: few, and no reason stands out.",
      kind: "timeseries",
      stacked: true,
      unit: "cps",
      queries: [
        {
          expression: sum(rate(counterOf(validationFailures), validation.window), ["reason"]),
          legend: "{{reason}}",
        },
      ],
      ...half,
    },
    {
      id: 24,
      key: "records-by-type",
      title: "Records by data type",
      description:
        "Records per second that were validated, by type of data, good or bad. Good: the mix of other days; a type that vanishes is no longer sent.",
      kind: "timeseries",
      stacked: true,
      unit: "cps",
      queries: [
        {
          expression: add(ofType(validRecords, validation.window), ofType(invalidRecords, validation.window)),
          legend: "{{data_type}}",
        },
      ],
      ...half,
    },
    {
      id: 13,
      key: "objective",
      title: "Share of Records Refused",
      description: `Records that are invalid or cannot be deserialised, of all that were read: what uses up the error budget. Good: below the objective's share. ${burns.map(({ name, window, limit }) => `Above ${formatValue(limit, "ratio")} over ${window} ${name} fires.`).join(" ")}`,
      kind: "timeseries",
      unit: "percentunit",
      queries: burns.map(({ window }) => ({ expression: refusedShare(window), legend: `over ${window}` })),
      steps: burns.map(({ limit }) => ({ value: limit, color: "red" as const })),
      ...full,
    },
  ];
}
