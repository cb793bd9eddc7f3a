import { bronze, kafkaLag, kafkaLagMessages, recordsIngested } from "../../catalogue/k2-bronze.ts";
import {
  deduplicationProcessing,
  duplicatesRemoved,
  gold,
  partitionRecords,
  partitionSize,
  partitionsCreated,
  recordsByExchange,
  recordsWritten,
  unionProcessing,
} from "../../catalogue/k2-gold.ts";
import { cpuLimit, triggerSeconds as trigger } from "../../catalogue/k2-layer.ts";
import {
  deserialization,
  nullFields,
  recordsInvalid,
  recordsValid,
  schemaLookup,
  schemaLookups,
  silver,
  validationErrors,
} from "../../catalogue/k2-silver.ts";
import { systems, together } from "./k2-streaming-systems.ts";
import { sample } from "./model.ts";
import type { Behaviour, Moment } from "./table.ts";

/** Trades per second of each exchange, as Kafka gets them. */
export const trades = { binance: 50, kraken: 10 } as const;
export type Exchange = keyof typeof trades;
export const exchanges = Object.keys(trades) as readonly Exchange[];
/** Share of the records that the dead letter queue takes when all is well. */
const invalidRatio = 0.002;
const duplicateRatio = 0.02;
const all = Object.values(trades).reduce((sum, perSecond) => sum + perSecond, 0);

const mebibyte = 2 ** 20;

export const topicOf = (exchange: Exchange): string => `market.crypto.trades.${exchange}.raw`;

/** What the queries of Bronze or Silver show, or Gold's, which has none by exchange. */
const queryOf = (layer: "bronze" | "silver", exchange: Exchange, now: number): Behaviour => {
  const metrics = { bronze, silver }[layer];
  const perSecond = 1 / trigger[layer];
  return {
    gauges: [
      sample(metrics.checkpointSize, 200 * mebibyte, { exchange }),
      sample(metrics.endToEndLatency, { bronze: 8, silver: 35 }[layer], { exchange }),
      sample(metrics.lastProgress, now, { exchange }),
    ],
    perSecond: [sample(metrics.checkpointWrites, perSecond, { exchange })],
    observed: [
      { ...sample(metrics.batchProcessing, trigger[layer] / 4, { exchange }), perSecond },
      { ...sample(metrics.checkpointWrite, 0.08, { exchange }), perSecond },
    ],
  };
};

const goldQuery = (now: number): Behaviour => {
  const perSecond = 1 / trigger.gold;
  return {
    gauges: [
      sample(gold.checkpointSize, 200 * mebibyte, {}),
      ...exchanges.flatMap((exchange) => [
        sample(gold.endToEndLatency, 90, { exchange }),
        sample(gold.lastProgress, now, { exchange }),
      ]),
      sample(partitionSize, 60 * mebibyte, { partition: "current" }),
      sample(partitionSize, 120 * mebibyte, { partition: "previous" }),
      sample(partitionRecords, all * 1_800, { partition: "current" }),
      sample(partitionRecords, all * 3_600, { partition: "previous" }),
    ],
    perSecond: [
      sample(gold.checkpointWrites, perSecond, {}),
      sample(recordsWritten, all * (1 - duplicateRatio), {}),
      sample(duplicatesRemoved, all * duplicateRatio, {}),
      sample(partitionsCreated, 1 / 3_600, {}),
      ...exchanges.map((exchange) => sample(recordsByExchange, trades[exchange] * (1 - duplicateRatio), { exchange })),
    ],
    observed: [
      { ...sample(gold.batchProcessing, 15, {}), perSecond },
      { ...sample(gold.checkpointWrite, 0.12, {}), perSecond },
      { ...sample(unionProcessing, 4, {}), perSecond },
      { ...sample(deduplicationProcessing, 7, {}), perSecond },
    ],
  };
};

const bronzeOf = (exchange: Exchange): Behaviour => ({
  gauges: [
    sample(kafkaLag, 4, { exchange }),
    sample(kafkaLagMessages, 4 * trades[exchange], { exchange, topic: topicOf(exchange) }),
  ],
  perSecond: [sample(recordsIngested, trades[exchange], { exchange })],
  observed: [],
});

const silverOf = (exchange: Exchange): Behaviour => {
  const perSecond = trades[exchange];
  return {
    gauges: [],
    perSecond: [
      sample(recordsValid, perSecond * (1 - invalidRatio), { exchange }),
      sample(recordsInvalid, perSecond * invalidRatio, { exchange }),
      ...(["price_validation", "timestamp_validation", "quantity_validation", "schema_validation"] as const).map(
        (error_type) => sample(validationErrors, (perSecond * invalidRatio) / 4, { exchange, error_type }),
      ),
      sample(nullFields, perSecond * 0.0005, { exchange, field: "quantity" }),
      sample(schemaLookups, 1 / 60, { exchange }),
    ],
    observed: [
      { ...sample(deserialization, 4e-5, { exchange }), perSecond: 1 },
      { ...sample(schemaLookup, 0.008, { exchange }), perSecond: 1 / 60 },
    ],
  };
};

/** All is well: trades come, are written, and are in Gold after a minute and a half. */
export const healthy = ({ now }: Moment): Behaviour =>
  together([
    ...exchanges.flatMap((exchange) => [
      bronzeOf(exchange),
      silverOf(exchange),
      queryOf("bronze", exchange, now),
      queryOf("silver", exchange, now),
    ]),
    goldQuery(now),
    { gauges: [sample(cpuLimit, 2, {})], perSecond: [], observed: [] },
    systems(trades),
  ]);
