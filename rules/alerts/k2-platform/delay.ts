import {
  clickHouseJob,
  clickHouseQueryJob,
  ingestDelay,
  lateAfter,
  viewDelay,
} from "../../../catalogue/k2-platform.ts";
import {
  divide,
  gaugeOf,
  greater,
  max,
  mean,
  partOf,
  rate,
  subtract,
  sum,
  upTo,
} from "../../../catalogue/promql/build.ts";
import type { Duration, Expression } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { constant, justAbove, justBelow, observing } from "../../fixture.ts";
import { burnRateAlerts } from "../../slo.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { targetOf } from "./series.ts";

const source = "k2-platform.md, Alert Rules: MVProcessingDelay";
const from = (exchange: string) => ({ ...targetOf(clickHouseQueryJob), exchange });

/** The document's measure for MVProcessingDelay, of which the views are the least part. */
export const ingestDelayHigh = alert({
  name: "IngestDelayHigh",
  component: "ingest",
  jobs: [clickHouseQueryJob],
  severity: "warning",
  // The document gives none; shorter, each reconnect to an exchange would fire it.
  for: "5m",
  window: "5m",
  numbers: { threshold: { default: 30, unit: "seconds", min: 0.1, max: 86_400, source } },
  panel: "k2-pipeline/ingest-delay",
  summary: "Trades reach Bronze late",
  description: ({ numbers, window }) =>
    `Trades of {{ $labels.exchange }} took ${valueTemplate("seconds")} on average over ${window} from the exchange to Bronze (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers, window }) => greater(mean(ingestDelay, window, { by: ["exchange"] }), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: observing(ingestDelay, from("kraken"), justAbove(threshold), 10),
    quiet: {
      "just below the threshold": observing(ingestDelay, from("kraken"), justBelow(threshold), 10),
      "nothing is traded": observing(ingestDelay, from("kraken"), 0, 0),
    },
    whenAbsent: "quiet",
  }),
});

/** By its name: what the views themselves take. */
export const viewProcessingDelay = alert({
  name: "MVProcessingDelay",
  component: "clickhouse",
  jobs: [clickHouseQueryJob],
  severity: "warning",
  // The document gives none; a merge or a backup may hold a view up for a while.
  for: "5m",
  numbers: { threshold: { default: 30, unit: "seconds", min: 0.1, max: 86_400, source } },
  panel: "k2-pipeline/view-delay",
  relations: { failsWith: [clickHouseJob] },
  summary: "A materialized view is behind",
  description: ({ numbers }) =>
    `{{ $labels.view }} is ${valueTemplate("seconds")} behind the table it reads (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  expression: ({ numbers }) => greater(max(gaugeOf(viewDelay), ["view"]), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const behind = (seconds: number) => [
      constant(viewDelay, { ...targetOf(clickHouseQueryJob), view: "silver_trades_mv" }, seconds),
    ];
    return {
      fires: behind(justAbove(threshold)),
      quiet: { "just below the threshold": behind(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

const rows = (window: Duration): Expression => sum(rate(partOf(ingestDelay, "count"), window));

/** Share of the rows that were late when they arrived. */
export const lateRatio = (window: Duration): Expression =>
  subtract(1, divide(sum(rate(upTo(ingestDelay, lateAfter), window)), rows(window)));

/** The promise: trades are in Bronze in time. */
export const objective = burnRateAlerts({
  component: "ingest",
  jobs: [clickHouseQueryJob],
  panel: "k2-pipeline/late-rows",
  bad: `of the trades reached Bronze more than ${formatValue(lateAfter, "seconds")} late`,
  objective: {
    default: 0.99,
    source: "the document promises nothing; 1 % of a month is 7 hours in which all trades are later than its 30 s",
  },
  badRatio: lateRatio,
  traffic: {
    rate: rows,
    minimum: {
      default: 0.1,
      unit: "messagesPerSecond",
      min: 0,
      max: 1e6,
      source: "below six rows a minute a single late one is a high share",
    },
  },
  fixture: (badRatio, perSecond) => [
    ...observing(ingestDelay, from("binance"), 1, (1 - badRatio) * perSecond),
    ...observing(ingestDelay, from("kraken"), 2 * lateAfter, badRatio * perSecond),
  ],
});
