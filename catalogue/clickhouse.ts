import { counter } from "./metric.ts";

// At :9363/metrics, if the server's config has a <prometheus> section with <events>. Of the server as a whole: no table
// is named. Counters have no `_total`.

/** Counts statements; what a Kafka table writes through its views is none. */
export const failedInserts = counter({
  name: "ClickHouseProfileEvents_FailedInsertQuery",
  help: "INSERT statements that failed.",
  unit: "count",
});

export const rejectedInserts = counter({
  name: "ClickHouseProfileEvents_RejectedInserts",
  help: "Blocks that a MergeTree table refused because it has too many parts.",
  unit: "count",
});

/** Not of inserts that fail: those are in `system.kafka_consumers` alone. */
export const unparsedMessages = counter({
  name: "ClickHouseProfileEvents_KafkaMessagesFailed",
  help: "Kafka messages that could not be parsed.",
  unit: "messages",
});

/** What is asked of a ClickHouse server; its page has thousands more. */
export const clickHouseMetrics = [failedInserts, rejectedInserts, unparsedMessages] as const;
