import { bronzeJob, recordsIngested } from "../../../catalogue/k2-bronze.ts";
import { duplicatesRemoved, goldJob, recordsWritten } from "../../../catalogue/k2-gold.ts";
import { exchange, k2Pipeline } from "../../../catalogue/k2-layer.ts";
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

/** Records per second that Silver takes in; those of an exchange that has never had a valid one are the invalid ones. */
export function silverRecords(window: Duration): Expression {
  const invalid = sum(rate(counterOf(recordsInvalid), window), byExchange);
  return or(add(sum(rate(counterOf(recordsValid), window), byExchange), invalid), invalid);
}

/** Share of Silver's records that go to the dead letter queue, by exchange; nothing without traffic. */
export const dlqRatio = (window: Duration): Expression =>
  divide(sum(rate(counterOf(recordsInvalid), window), byExchange), silverRecords(window));

/** Share of Gold's records that it had already. */
export function deduplicationRatio(window: Duration): Expression {
  const duplicates = sum(rate(counterOf(duplicatesRemoved), window));
  return divide(duplicates, add(sum(rate(counterOf(recordsWritten), window)), duplicates));
}

/** Silver's records, below a least number of which a share of them tells nothing. */
export const processingRate = gauge({
  name: "k2_silver_processing_rate",
  help: "Records that Silver takes in per second, valid or not.",
  unit: "perSecond",
  labels: { exchange },
});

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
    metric: processingRate,
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
    expression: () => sum(rate(counterOf(topicMessagesIn, { pipeline: k2Pipeline }), recorded), ["topic"]),
    proof: () => {
      // Other pipelines have brokers of their own.
      const labels = { pipeline: k2Pipeline, topic: "market.crypto.trades.binance.raw" };
      return {
        given: [
          growing(topicMessagesIn, { ...labels, instance: "a:7071" }, 10),
          growing(topicMessagesIn, { ...labels, instance: "b:7071" }, 14),
          growing(topicMessagesIn, { ...labels, instance: "c:7071", pipeline: "other" }, 30),
        ],
        expected: 24,
      };
    },
  },
];
