import { bronzeJob, recordsIngested } from "../../../catalogue/k2-bronze.ts";
import { duplicatesRemoved, goldJob, recordsWritten } from "../../../catalogue/k2-gold.ts";
import { exchange } from "../../../catalogue/k2-layer.ts";
import { recordsInvalid, recordsValid, silverJob } from "../../../catalogue/k2-silver.ts";
import { k2KafkaJob } from "../../../catalogue/k2-systems.ts";
import { topicMessagesIn } from "../../../catalogue/kafka.ts";
import { gauge } from "../../../catalogue/metric.ts";
import { add, counterOf, divide, or, rate, sum } from "../../../catalogue/promql/build.ts";
import type { Duration, Expression } from "../../../catalogue/promql/expression.ts";
import { growing } from "../../fixture.ts";
import type { Recording } from "../../recording.ts";

/** Range of the recorded rates: long enough that a trigger of a minute leaves no gaps. */
const recorded = "5m";

const byExchange = ["exchange"] as const;

/** Records per second that Silver takes in; an exchange that has only valid or only invalid ones counts, too. */
export function silverRecords(window: Duration, by: readonly string[] = byExchange): Expression {
  const valid = sum(rate(counterOf(recordsValid), window), by);
  const invalid = sum(rate(counterOf(recordsInvalid), window), by);
  return or(or(add(valid, invalid), valid), invalid);
}

/** Share of Silver's records that go to the dead letter queue, by exchange; nothing without traffic. */
export const dlqRatio = (window: Duration): Expression =>
  divide(sum(rate(counterOf(recordsInvalid), window), byExchange), silverRecords(window));

/** Records per second that come to Gold, duplicates included. */
export const goldRecords = (window: Duration): Expression =>
  add(sum(rate(counterOf(recordsWritten), window)), sum(rate(counterOf(duplicatesRemoved), window)));

/** Share of Gold's records that it had already. */
export const deduplicationRatio = (window: Duration): Expression =>
  divide(sum(rate(counterOf(duplicatesRemoved), window)), goldRecords(window));

const of = (instance: string) => ({ instance, exchange: "binance" });

/** What the document has as gauges of the application: one window, and nothing rather than a guess without traffic. */
export const rates: readonly Recording[] = [
  {
    metric: gauge({
      name: "k2_bronze_ingestion_rate",
      help: "Records written to Bronze per second.",
      unit: "perSecond",
      labels: { exchange },
    }),
    jobs: [bronzeJob],
    expression: () => sum(rate(counterOf(recordsIngested), recorded), byExchange),
    proof: () => ({
      given: [growing(recordsIngested, of("a:8000"), 20), growing(recordsIngested, of("b:8000"), 4)],
      expected: 24,
    }),
  },
  {
    metric: gauge({
      name: "k2_silver_processing_rate",
      help: "Records that Silver takes in per second, valid or not.",
      unit: "perSecond",
      labels: { exchange },
    }),
    jobs: [silverJob],
    expression: () => silverRecords(recorded),
    proof: () => ({
      given: [growing(recordsValid, of("a:8000"), 20), growing(recordsInvalid, of("a:8000"), 4)],
      expected: 24,
    }),
  },
  {
    metric: gauge({
      name: "k2_silver_dlq_ratio",
      help: "Share of Silver's records that go to the dead letter queue.",
      unit: "ratio",
      labels: { exchange },
    }),
    jobs: [silverJob],
    expression: () => dlqRatio(recorded),
    proof: () => ({
      given: [growing(recordsValid, of("a:8000"), 15), growing(recordsInvalid, of("a:8000"), 5)],
      expected: 0.25,
    }),
  },
  {
    metric: gauge({
      name: "k2_gold_deduplication_ratio",
      help: "Share of the records that Gold had already.",
      unit: "ratio",
    }),
    jobs: [goldJob],
    expression: () => deduplicationRatio(recorded),
    proof: () => ({
      given: [
        growing(recordsWritten, { instance: "a:8000" }, 18),
        growing(duplicatesRemoved, { instance: "a:8000" }, 6),
      ],
      expected: 0.25,
    }),
  },
  {
    metric: gauge({
      name: "kafka_topic_messages_per_second",
      help: "Messages that the brokers receive per second.",
      unit: "perSecond",
      labels: { topic: topicMessagesIn.labels.topic },
    }),
    jobs: [k2KafkaJob],
    expression: () => sum(rate(counterOf(topicMessagesIn), recorded), ["topic"]),
    proof: () => {
      const topic = "market.crypto.trades.binance.raw";
      return {
        given: [
          growing(topicMessagesIn, { instance: "a:7071", topic }, 10),
          growing(topicMessagesIn, { instance: "b:7071", topic }, 14),
        ],
        expected: 24,
      };
    },
  },
];
