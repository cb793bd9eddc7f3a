import { setTimeout as sleep } from "node:timers/promises";
import { Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";

/** Producers and consumers of the tests. */
export interface Load {
  /** Unix seconds at which each record was produced, by `topic/partition` and offset. */
  readonly ledger: ReadonlyMap<string, readonly number[]>;
  readonly stop: () => Promise<void>;
}

/** Sends one record to each partition, again and again, to topics without any records before. */
export function produce(
  bootstrap: string,
  topics: Readonly<Record<string, number>>,
  pauseMilliseconds: number,
  ledger = new Map<string, number[]>(),
): Load {
  const producer = new Producer({
    clientId: "load",
    bootstrapBrokers: [bootstrap],
    serializers: stringSerializers,
  });
  const places = Object.entries(topics).flatMap(([topic, partitions]) =>
    Array.from({ length: partitions }, (_, partition) => ({ topic, partition })),
  );
  const stop = new AbortController();
  const sending = (async () => {
    while (!stop.signal.aborted) {
      const time = Date.now();
      const { offsets = [] } = await producer.send({
        messages: places.map((place) => ({ ...place, key: "key", value: "value", timestamp: BigInt(time) })),
        acks: 1,
      });
      for (const { topic, partition, offset } of offsets) {
        const times = ledger.get(`${topic}/${partition}`) ?? [];
        ledger.set(`${topic}/${partition}`, times);
        times[Number(offset)] = time / 1000;
      }
      await sleep(pauseMilliseconds);
    }
  })();
  return {
    ledger,
    stop: async () => {
      stop.abort();
      await sending;
      await producer.close();
    },
  };
}

/** Reads topics from where its group left off, and commits once a second and at the end. */
export async function consume(
  bootstrap: string,
  groupId: string,
  topics: readonly string[],
): Promise<Omit<Load, "ledger">> {
  const consumer = new Consumer({
    clientId: "load",
    groupId,
    bootstrapBrokers: [bootstrap],
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({
    topics: [...topics],
    mode: "committed",
    fallbackMode: "earliest",
    autocommit: 1000,
    maxWaitTime: 200,
  });
  stream.on("data", () => undefined);
  return {
    stop: async () => {
      await stream.close();
      await consumer.close(true);
    },
  };
}
