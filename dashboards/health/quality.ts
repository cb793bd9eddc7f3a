import { processingLatency } from "../../catalogue/health-application.ts";
import { multiply, quantile, subtract } from "../../catalogue/promql/build.ts";
import type { Alert } from "../../rules/alert.ts";
import { latencyQuantile } from "../../rules/alerts/health/flow.ts";
import {
  errorKinds,
  highErrorRate,
  highProcessingLatency,
  highValidationFailureRate,
  invalidShare,
  objective,
  refusedShare,
  totalRate,
} from "../../rules/alerts/health/quality.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

/** Where an alert on the objective fires, and over which window. */
function burnOf({ tuning }: PanelContext, alert: Alert) {
  const { numbers, window } = tuning(alert as Alert<"objective" | "factor">);
  return { name: alert.name, window, limit: (1 - numbers.objective) * numbers.factor };
}

/** What is refused, and how long a record takes. */
export function qualityPanels(context: PanelContext): readonly Unplaced[] {
  const { tuning } = context;
  const errors = tuning(highErrorRate);
  const validation = tuning(highValidationFailureRate);
  const latency = tuning(highProcessingLatency);
  const burns = objective.map((alert) => burnOf(context, alert));
  return [
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
      id: 11,
      key: "validation",
      title: "Validation success rate",
      description: `Share of the records that pass validation, by type of data. Good: near 100%. Below ${formatValue(1 - validation.numbers.threshold, "ratio")} HighValidationFailureRate fires.`,
      kind: "timeseries",
      unit: "percent",
      queries: [{ expression: multiply(100, subtract(1, invalidShare(validation.window))), legend: "{{data_type}}" }],
      steps: [{ value: 100 * (1 - validation.numbers.threshold), color: "red" }],
      ...half,
    },
    {
      id: 12,
      key: "processing-latency",
      title: "P50, P95, P99 processing latency",
      description: `Time from a record's arrival in Flink to the sink. Good: flat. With P${latencyQuantile * 100} above ${formatValue(latency.numbers.threshold, "seconds")} HighProcessingLatency fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [0.5, latencyQuantile, 0.99].map((q) => ({
        expression: quantile(q, processingLatency, latency.window),
        legend: `P${q * 100}`,
      })),
      steps: [{ value: latency.numbers.threshold, color: "red" }],
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
      ...half,
    },
  ];
}
