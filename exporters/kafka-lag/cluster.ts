import { readFile } from "node:fs/promises";
import { Admin, type AdminOptions } from "@platformatic/kafka";
import { allOrEach, responseWith } from "./errors.ts";
import type { Options } from "./flags.ts";
import type { Answer } from "./history.ts";
import { type Committed, keyOf, type Partition } from "./table.ts";

/** All that a poll needs of a cluster, at one moment. */
export interface View {
  /** When the partitions' ends were read, Unix seconds. */
  readonly time: number;
  readonly partitions: readonly Partition[];
  readonly committed: readonly Committed[];
  /** What did not answer, each with why. */
  readonly missing: readonly string[];
}

/** Asks for the first record of a partition that is not older than a time. */
export interface Question extends Pick<Partition, "topic" | "topicId" | "partition"> {
  /** Unix seconds. */
  readonly time: number;
}

/** A Kafka cluster, as far as lag is concerned. */
export interface Cluster {
  /** @throws if the cluster does not answer at all */
  readonly view: () => Promise<View>;
  /** The answers by `keyOf` the partition, as far as there are any; a partition may be in one question only. */
  readonly ask: (questions: readonly Question[]) => Promise<ReadonlyMap<string, Answer>>;
  readonly close: () => Promise<void>;
}

type Connection = Pick<Options, "brokers" | "sasl" | "tls" | "tlsCaFile">;
type Selection = Pick<Options, "groups" | "topics">;

// The special times of Kafka's protocol.
const latest = -1n;
const earliest = -2n;

async function adminOptions({ brokers, sasl, tls, tlsCaFile }: Connection): Promise<AdminOptions> {
  return {
    clientId: "kafka-lag-exporter",
    bootstrapBrokers: [...brokers],
    // Short, since the next poll is a further attempt.
    connectTimeout: 3_000,
    requestTimeout: 5_000,
    retries: 1,
    retryDelay: 250,
    ...(tls
      ? { tls: tlsCaFile === undefined ? {} : { ca: await readFile(tlsCaFile, "utf8") }, tlsServerName: true }
      : {}),
    ...(sasl === undefined
      ? {}
      : {
          sasl: {
            mechanism: sasl.mechanism,
            username: sasl.username,
            // Read at each connection: a new password needs no restart.
            password: async () => (await readFile(sasl.passwordFile, "utf8")).replace(/\r?\n$/, ""),
          },
        }),
  };
}

/** A cluster by its brokers; connections are made when they are needed. */
export async function connect(connection: Connection, selection: Selection): Promise<Cluster> {
  const admin = new Admin(await adminOptions(connection));
  return {
    view: () => view(admin, selection),
    ask: (questions) => ask(admin, questions),
    close: () => admin.close(),
  };
}

async function view(admin: Admin, { groups, topics }: Selection): Promise<View> {
  const names = (await topicNames(admin)).filter((name) => topics.test(name));
  const groupIds = (await groupNames(admin)).filter((name) => groups.test(name));
  // Before the ends: a group that commits meanwhile must not come out ahead of them.
  const committed = await allOrEach(groupIds, async (some) => {
    const offsets = await admin.listConsumerGroupOffsets({ groups: [...some] });
    return offsets.flatMap(({ groupId, topics: read }) =>
      read.flatMap(({ name, partitions }) =>
        partitions.map(
          ({ partitionIndex, committedOffset }): Committed => ({
            group: groupId,
            topic: name,
            partition: partitionIndex,
            offset: Number(committedOffset),
          }),
        ),
      ),
    );
  });
  const partitions = await allOrEach(names, (some) => partitionsOf(admin, some));
  return {
    time: Date.now() / 1000,
    partitions: partitions.found,
    committed: committed.found,
    missing: [...committed.missing, ...partitions.missing],
  };
}

/** The topics that are not Kafka's own. */
async function topicNames(admin: Admin): Promise<readonly string[]> {
  try {
    return await admin.listTopics();
  } catch (error) {
    // The client refuses the whole list if one topic of the cluster has no leader.
    const listed = responseWith<readonly { name: string; isInternal: boolean }[]>(error, "topics");
    if (listed === undefined) throw error;
    return listed.filter(({ isInternal }) => !isInternal).map(({ name }) => name);
  }
}

/** Groups that may have committed offsets: those of consumers and streams, and those that only commit, without a protocol. */
async function groupNames(admin: Admin): Promise<readonly string[]> {
  // No type means all; left out, the client asks for classic groups alone, and Kafka 4 has others.
  const listed = [...(await admin.listGroups({ types: [] })).values()];
  return listed
    .filter(
      ({ protocolType, groupType }) => ["consumer", "streams", ""].includes(protocolType) && groupType !== "share",
    )
    .map(({ id }) => id);
}

async function partitionsOf(admin: Admin, names: readonly string[]): Promise<readonly Partition[]> {
  const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
  const at = async (timestamp: bigint): Promise<ReadonlyMap<string, number>> => {
    const offsets = await admin.listOffsets({
      topics: names.map((name) => ({
        name,
        partitions: (topics.get(name)?.partitions ?? []).map((_, partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    });
    return new Map(
      offsets.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, Number(offset)] as const),
      ),
    );
  };
  const oldest = await at(earliest);
  const ends = await at(latest);
  return names.flatMap((topic) =>
    (topics.get(topic)?.partitions ?? []).flatMap((_, partition) => {
      const [first, end] = [oldest, ends].map((offsets) => offsets.get(`${topic}/${partition}`));
      const topicId = topics.get(topic)?.id ?? topic;
      return first === undefined || end === undefined ? [] : [{ topic, topicId, partition, oldest: first, end }];
    }),
  );
}

async function ask(admin: Admin, questions: readonly Question[]): Promise<ReadonlyMap<string, Answer>> {
  const byTopic = Map.groupBy(questions, ({ topic }) => topic);
  const { found } = await allOrEach([...byTopic.keys()], (some) =>
    admin.listOffsets({
      topics: some.map((name) => ({
        name,
        partitions: (byTopic.get(name) ?? []).map(({ partition, time }) => ({
          partitionIndex: partition,
          timestamp: BigInt(Math.floor(time * 1000)),
        })),
      })),
    }),
  );
  const records = new Map(
    found.flatMap(({ name, partitions }) =>
      partitions.map((record) => [`${name}/${record.partitionIndex}`, record] as const),
    ),
  );
  return new Map(
    questions.flatMap((question) => {
      const record = records.get(`${question.topic}/${question.partition}`);
      if (record === undefined) return [];
      const asked = Math.floor(question.time * 1000) / 1000;
      const known = { time: Number(record.timestamp) / 1000, offset: Number(record.offset) };
      return [[keyOf(question), record.offset < 0n ? { asked } : { asked, record: known }] as const];
    }),
  );
}
