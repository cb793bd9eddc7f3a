import { gaugeOf, greater, subtract, time } from "../../../catalogue/promql/build.ts";
import { checkLastSuccess, dataObservabilityJob } from "../../../catalogue/trade-observability.ts";
import { alert } from "../../alert.ts";
import { justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { agoOfTable, dataQuality, tableName } from "./data-series.ts";

/** A catalog that does not answer is no fault of the data, and must not look like one; nor must it go unseen. */
export const dataCheckFailing = alert({
  name: "DataCheckFailing",
  component: "checks",
  jobs: [dataObservabilityJob],
  service: dataQuality,
  severity: "warning",
  for: "2m",
  numbers: {
    threshold: {
      default: 900,
      unit: "seconds",
      min: 60,
      max: 604_800,
      source: "three turns of the slowest check, that of schemas every 300 s (trade.md, 4.3)",
    },
  },
  panel: "trade-data-quality/checks",
  summary: "A table cannot be checked",
  description: ({ numbers }) =>
    `The {{ $labels.check }} check of ${tableName} last worked ${valueTemplate("seconds")} ago (threshold ${formatValue(numbers.threshold, "seconds")}): what is shown of it is old.`,
  // By the time of the last success, not by a flag: a check that hangs never says that it failed.
  expression: ({ numbers }) => greater(subtract(time, gaugeOf(checkLastSuccess)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const worked = (seconds: number) => [agoOfTable(checkLastSuccess, "gold", seconds, { check: "schema" })];
    return {
      fires: worked(justAbove(threshold)),
      quiet: { "just below the threshold": worked(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
