import {
  feedHandlerJob,
  k2Platform,
  lastMessage,
  offloadJob,
  offloadSuccess,
  redpandaJob,
} from "../../catalogue/k2-platform.ts";
import { gauge, open } from "../../catalogue/metric.ts";
import { clampMin, gaugeOf, lastOverTime, max, relabel, subtractEach, sum } from "../../catalogue/promql/build.ts";
import { committedOffset, maxOffset, userNamespace } from "../../catalogue/redpanda.ts";
import { constant, ending } from "../fixture.ts";
import type { Recording } from "../recording.ts";

const pipeline = k2Platform.name;
const topic = open(20, "market.crypto.trades.binance");

/** The document's name for what Redpanda only shows as two offsets. */
export const consumerGroupLag = gauge({
  name: "kafka_consumer_group_lag",
  help: "Messages of a topic that a consumer group has not committed yet.",
  unit: "messages",
  labels: { group: open(4, "clickhouse-bronze"), topic },
});

/**
 * From the offsets rather than Redpanda's own `..._consumer_group_lag_sum`: that has to be switched on, came with 25.1,
 * knows no topic, and stays at 0 for a group whose last consumer is gone.
 */
const lag: Recording = {
  metric: consumerGroupLag,
  jobs: [redpandaJob],
  // Another pipeline may have a metric of the same name.
  labels: { pipeline, service: redpandaJob.labels.service },
  expression: () => {
    const partition = ["redpanda_topic", "redpanda_partition"];
    // Replicas that lag behind, and brokers that coordinated the group before, show lower numbers.
    const end = max(gaugeOf(maxOffset, { pipeline, redpanda_namespace: userNamespace }), partition);
    const committed = max(gaugeOf(committedOffset, { pipeline }), ["redpanda_group", ...partition]);
    // Two brokers are not scraped at once: what was committed may be newer than the end.
    const waiting = clampMin(subtractEach(end, partition, committed), 0);
    return sum(relabel(relabel(waiting, "group", "redpanda_group"), "topic", "redpanda_topic"), ["group", "topic"]);
  },
  proof: () => {
    const at = { pipeline, redpanda_topic: "trades" };
    const end = (redpanda_partition: string, offset: number, instance = "one", redpanda_namespace = userNamespace) =>
      constant(maxOffset, { ...at, redpanda_namespace, redpanda_partition, instance }, offset);
    const committed = (redpanda_partition: string, offset: number) =>
      constant(committedOffset, { ...at, redpanda_partition, redpanda_group: "clickhouse-bronze" }, offset);
    return {
      given: [
        end("0", 500),
        end("0", 480, "a replica that lags behind"),
        end("1", 300),
        end("2", 90),
        end("0", 9_000, "one", "redpanda"),
        committed("0", 400),
        committed("1", 280),
        // Newer than the end: counts as none, not as less than none.
        committed("2", 95),
      ],
      expected: 120,
    };
  },
};

/**
 * What vanished is remembered for a day: long enough to be mended, short enough for what was taken out of service on
 * purpose. The time of a sample does not change by being recorded, so nothing is noticed later for it.
 */
const memory = "1d";

export const exchangeHeard = gauge({
  name: "exchange:feed_handler_last_message_timestamp_seconds:last1d",
  help: "When each exchange was last heard by any handler, also by one that is gone since.",
  unit: "seconds",
  labels: { exchange: lastMessage.labels.exchange },
});

const heard: Recording = {
  metric: exchangeHeard,
  jobs: [feedHandlerJob],
  expression: () => max(lastOverTime(gaugeOf(lastMessage), memory), ["exchange"]),
  proof: () => ({
    given: [
      ending(constant(lastMessage, { exchange: "kraken", instance: "gone" }, 900), 30),
      constant(lastMessage, { exchange: "kraken", instance: "stuck" }, 800),
    ],
    expected: 900,
  }),
};

export const tableOffloaded = gauge({
  name: "table:iceberg_offload_last_success_timestamp_seconds:last1d",
  help: "When each table was last offloaded, also by an offload that is gone since.",
  unit: "seconds",
  labels: { table: offloadSuccess.labels.table },
});

const offloaded: Recording = {
  metric: tableOffloaded,
  jobs: [offloadJob],
  expression: () => max(lastOverTime(gaugeOf(offloadSuccess), memory), ["table"]),
  proof: () => ({
    given: [ending(constant(offloadSuccess, { table: "bronze_trades" }, 900), 30)],
    expected: 900,
  }),
};

export const k2PlatformRecordings: readonly Recording[] = [heard, lag, offloaded];
