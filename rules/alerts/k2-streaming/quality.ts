import { duplicatesRemoved, goldJob, recordsWritten } from "../../../catalogue/k2-gold.ts";
import { nullFields, recordsInvalid, recordsValid, silverJob } from "../../../catalogue/k2-silver.ts";
import { and, andOn, counterOf, divideOn, gaugeOf, greater, rate, sum } from "../../../catalogue/promql/build.ts";
import { alert, type Severity, type TunableNumber } from "../../alert.ts";
import { growing, justAbove, justBelow } from "../../fixture.ts";
import { deduplicationRatio, dlqRatio, processingRate, silverRecords } from "../../recording/k2-streaming/rates.ts";
import type { Relations } from "../../relations.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { qualityTeam, source, target } from "./series.ts";

const ratio = (threshold: number, source: string): TunableNumber => ({
  default: threshold,
  unit: "ratio",
  min: 0,
  max: 1,
  source,
});

const minimumRate: TunableNumber = {
  default: 0.1,
  unit: "messagesPerSecond",
  min: 0,
  max: 1e6,
  source: "below six records a minute one of them is a high share",
};

interface Dlq {
  readonly name: string;
  readonly severity: Severity;
  readonly for: string;
  readonly threshold: number;
  readonly relations?: Relations;
  readonly summary: string;
  readonly advice: string;
}

const dlqAlert = ({ threshold: limit, advice, ...dlq }: Dlq) =>
  alert({
    ...dlq,
    component: "silver",
    jobs: [silverJob],
    team: qualityTeam,
    window: "5m",
    numbers: { threshold: ratio(limit, "k2-streaming.md, Alert Rules"), minimumRate },
    panel: "k2-streaming-overview/dlq-rate",
    description: ({ numbers }) =>
      `${valueTemplate("ratio")} of the records of {{ $labels.exchange }} fail validation (threshold ${formatValue(numbers.threshold, "ratio")}). ${advice}`,
    expression: ({ numbers, window }) =>
      and(greater(dlqRatio(window), numbers.threshold), greater(gaugeOf(processingRate), numbers.minimumRate)),
    proof: ({ numbers: { threshold, minimumRate: least } }) => {
      const records = (invalid: number, perSecond: number) => [
        growing(recordsInvalid, source("silver"), invalid * perSecond),
        growing(recordsValid, source("silver"), (1 - invalid) * perSecond),
      ];
      return {
        // Twice as many as before, so that a window of its own in any part of the share shows.
        fires: records(justAbove(threshold), 200),
        alsoFires: { "just enough records": { series: records(justAbove(threshold), justAbove(least)) } },
        quiet: {
          "just below the threshold": records(justBelow(threshold), 100),
          "too few records to tell": records(justAbove(threshold), justBelow(least)),
          "no records at all": records(threshold, 0),
        },
        whenAbsent: "quiet",
      };
    },
  });

export const silverDlqRateCritical = dlqAlert({
  name: "SilverDLQRateCritical",
  severity: "critical",
  for: "10m",
  threshold: 0.05,
  relations: { hides: [{ alerts: ["SilverDLQRateElevated"], same: ["exchange"] }] },
  summary: "Much of an exchange's data goes to the dead letter queue",
  advice: "The exchange's format or our schema has changed.",
});

export const silverDlqRateElevated = dlqAlert({
  name: "SilverDLQRateElevated",
  severity: "warning",
  for: "15m",
  threshold: 0.01,
  summary: "More of an exchange's data than usual goes to the dead letter queue",
  advice: "See which kind of error leads.",
});

export const nullFieldsHigh = alert({
  name: "NullFieldsHigh",
  component: "silver",
  jobs: [silverJob],
  team: qualityTeam,
  severity: "warning",
  for: "15m",
  window: "5m",
  numbers: {
    threshold: ratio(0.02, "a field that is null now and then is usual, one in fifty is not; the document has none"),
    minimumRate,
  },
  panel: "k2-streaming-quality/null-fields",
  summary: "A field is often null",
  description: ({ numbers }) =>
    `{{ $labels.field }} is null in ${valueTemplate("ratio")} of the records of {{ $labels.exchange }} (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) => {
    const nulls = sum(rate(counterOf(nullFields), window), ["exchange", "field"]);
    return andOn(
      greater(divideOn(nulls, ["exchange"], silverRecords(window)), numbers.threshold),
      ["exchange"],
      greater(gaugeOf(processingRate), numbers.minimumRate),
    );
  },
  proof: ({ numbers: { threshold, minimumRate: least } }) => {
    const nulls = (share: number, perSecond: number) => [
      growing(nullFields, { ...source("silver"), field: "price" }, share * perSecond),
      growing(nullFields, { ...source("silver"), field: "symbol" }, 0),
      growing(recordsValid, source("silver"), perSecond),
      growing(recordsInvalid, source("silver"), 0),
    ];
    return {
      fires: nulls(justAbove(threshold), 200),
      alsoFires: { "just enough records": { series: nulls(justAbove(threshold), justAbove(least)) } },
      quiet: {
        "just below the threshold": nulls(justBelow(threshold), 100),
        "too few records to tell": nulls(justAbove(threshold), justBelow(least)),
      },
      whenAbsent: "quiet",
    };
  },
});

export const goldDuplicatesHigh = alert({
  name: "GoldDuplicatesHigh",
  component: "gold",
  jobs: [goldJob],
  team: qualityTeam,
  severity: "warning",
  for: "15m",
  window: "5m",
  numbers: {
    threshold: ratio(0.2, "retries make a few per cent; a fifth means that something is sent again"),
    minimumRate: { ...minimumRate, source: "fewer than six duplicates a minute waste nothing" },
  },
  panel: "k2-streaming-quality/deduplication-rate",
  summary: "Much of what reaches Gold is there already",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the records that reach Gold are duplicates (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) =>
    and(
      greater(deduplicationRatio(window), numbers.threshold),
      greater(sum(rate(counterOf(duplicatesRemoved), window)), numbers.minimumRate),
    ),
  proof: ({ numbers: { threshold, minimumRate: least } }) => {
    const records = (duplicates: number, perSecond: number) => [
      growing(duplicatesRemoved, target("gold"), duplicates * perSecond),
      growing(recordsWritten, target("gold"), (1 - duplicates) * perSecond),
    ];
    return {
      fires: records(justAbove(threshold), 200),
      alsoFires: { "just enough duplicates": { series: records(0.5, 2 * justAbove(least)) } },
      quiet: {
        "just below the threshold": records(justBelow(threshold), 100),
        "too few duplicates to matter": records(0.5, 2 * justBelow(least)),
      },
      whenAbsent: "quiet",
    };
  },
});
