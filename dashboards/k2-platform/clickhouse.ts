import { failedInserts, rejectedInserts, unparsedMessages } from "../../catalogue/clickhouse.ts";
import { ingestDelay, insertErrors, rowsInserted, tableRows, viewDelay } from "../../catalogue/k2-platform.ts";
import { counterOf, gaugeOf, increase, max, mean, rate, sum } from "../../catalogue/promql/build.ts";
import { ingestDelayHigh, lateRatio, objective, viewProcessingDelay } from "../../rules/alerts/k2-platform/delay.ts";
import { bronzeInsertFailure, messagesSkipped } from "../../rules/alerts/k2-platform/inserts.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, third, type Unplaced } from "../layout.ts";
import { plain } from "../style.ts";

const ofBronze = { table: { matches: "bronze.*" } } as const;
const ofSilver = { table: { matches: "silver.*" } } as const;
const perExchange = ["exchange"] as const;
const tile = { width: 12, height: 4 } as const;

/** What reaches Bronze and Silver, how late, and what does not. */
export function clickHousePanels({ tuning }: PanelContext): readonly Unplaced[] {
  const inserting = tuning(bronzeInsertFailure).window;
  const parsing = tuning(messagesSkipped).window;
  const delay = tuning(ingestDelayHigh);
  const behind = tuning(viewProcessingDelay).numbers.threshold;
  const [fast] = objective;
  const promised = fast === undefined ? undefined : tuning(fast);
  const lateShare = 1 - (promised?.numbers["objective"] ?? 1);
  // Two exporters that ask one server both count its rows.
  const rowsOf = (which: typeof ofBronze | typeof ofSilver) => max(gaugeOf(tableRows, which), ["table", "exchange"]);
  return [
    {
      id: 15,
      key: "insert-rate",
      title: "Bronze insert rate (rows/sec)",
      section: "ClickHouse Pipeline",
      description:
        "Rows per second that are added to Bronze, by exchange. Good: as many as the feed handlers write trades; fewer while the lag grows means that ClickHouse cannot keep up.",
      kind: "timeseries",
      unit: "rowsps",
      queries: [
        { expression: sum(rate(counterOf(rowsInserted, ofBronze), "5m"), perExchange), legend: "{{exchange}}" },
      ],
      ...half,
    },
    {
      id: 4,
      key: "insert-errors",
      title: "ClickHouse insert errors",
      description: `Batches, statements and blocks that could not be inserted within ${inserting}, and messages that could not be parsed within ${parsing}. Good: all 0. With failures that go on ClickHouseBronzeInsertFailure fires, with messages ClickHouseMessagesSkipped.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(insertErrors), inserting), ["table"]), legend: "batches: {{table}}" },
        { expression: sum(increase(counterOf(failedInserts), inserting)), legend: "INSERT statements" },
        { expression: sum(increase(counterOf(rejectedInserts), inserting)), legend: "too many parts" },
        { expression: sum(increase(counterOf(unparsedMessages), parsing)), legend: "messages not parsed" },
      ],
      ...half,
    },
    {
      id: 5,
      key: "ingest-delay",
      title: "Delay from exchange to Bronze",
      description: `Mean time from an exchange's timestamp to the row in Bronze, over ${delay.window}. Good: around a second. Above ${formatValue(delay.numbers.threshold, "seconds")} IngestDelayHigh fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: mean(ingestDelay, delay.window, { by: ["exchange"] }), legend: "{{exchange}}" }],
      steps: [{ value: delay.numbers.threshold, color: "red" }],
      ...third,
    },
    {
      id: 6,
      key: "view-delay",
      title: "MV processing delay",
      description: `How far the newest row of each materialized view is behind the table it reads. Good: near zero. Above ${formatValue(behind, "seconds")} MVProcessingDelay fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: max(gaugeOf(viewDelay), ["view"]), legend: "{{view}}" }],
      steps: [{ value: behind, color: "red" }],
      ...third,
    },
    {
      id: 7,
      key: "late-rows",
      title: "Share of late rows",
      description: `Rows that were late when they reached Bronze, of all, over ${promised?.window}. Good: below ${formatValue(lateShare, "ratio")}, which the objective leaves. Many times that, ErrorBudgetBurnFast or ErrorBudgetBurnSlow fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: lateRatio(promised?.window ?? "1h"), legend: "late" }],
      steps: [{ value: lateShare, color: "red" }],
      ...third,
    },
    {
      id: 16,
      key: "bronze-rows",
      title: "Bronze row count by exchange",
      description:
        "Rows that Bronze holds of each exchange. Good: it grows, until old rows leave it after the offload.",
      kind: "stat",
      unit: "short",
      queries: [{ expression: sum(rowsOf(ofBronze), perExchange), legend: "{{exchange}}" }],
      steps: plain,
      ...tile,
    },
    {
      id: 17,
      key: "silver-rows",
      title: "Silver row count",
      description: "Rows that Silver holds. Good: it grows with Bronze.",
      kind: "stat",
      unit: "short",
      queries: [{ expression: sum(rowsOf(ofSilver)), legend: "rows" }],
      steps: plain,
      ...tile,
    },
  ];
}
