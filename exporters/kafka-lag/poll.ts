import {
  consumerGroupLag,
  consumerGroupLagSeconds,
  consumerGroupOffset,
  leftOut,
  partitionEndOffset,
  partitionOldestOffset,
} from "../../catalogue/kafka-lag.ts";
import { seriesBudget } from "../../catalogue/metric.ts";
import type { Cluster, Question, View } from "./cluster.ts";
import { reasonOf } from "./errors.ts";
import { arrival, type History, learn, observe, type Pace, question, tidy } from "./history.ts";
import { type Sample, sample } from "./page.ts";
import { bounded, keyOf, type Partition, type Row, rowsOf } from "./table.ts";

/** What a poll leaves for the next one: the partitions' histories by `keyOf` the partition. */
export type Memory = ReadonlyMap<string, History>;

/** What a poll found. */
export interface Outcome {
  readonly memory: Memory;
  readonly samples: readonly Sample[];
  /** What did not answer, each with why. */
  readonly missing: readonly string[];
}

interface Limits {
  readonly partitions: number;
  readonly rows: number;
}

const catalogueLimits: Limits = {
  partitions: seriesBudget(partitionEndOffset),
  rows: seriesBudget(consumerGroupLag),
};

/** Twice as far back each time reaches from seconds to decades well within these, and then halves what is left. */
const questionsPerPartition = 60;

/**
 * Looks at the cluster once.
 * @param interval seconds between two polls
 * @param patience seconds that may be spent on asking how old records are
 * @throws if the cluster does not answer at all
 */
export async function poll(
  cluster: Cluster,
  memory: Memory,
  interval: number,
  patience: number,
  limits: Limits = catalogueLimits,
): Promise<Outcome> {
  const view = await cluster.view();
  const pace: Pace = { now: view.time, interval };
  const partitions = bounded(view.partitions, limits.partitions, ({ topic, partition }) => [topic, partition]);
  const rows = bounded(rowsOf(partitions.kept, view.committed), limits.rows, (row) => [
    row.group,
    row.topic,
    row.partition,
  ]);
  const histories = new Map(
    partitions.kept.map((partition) => {
      const before = memory.get(keyOf(partition)) ?? [];
      return [keyOf(partition), observe(before, { time: view.time, offset: partition.end })];
    }),
  );
  const unanswered = await askAges(cluster, histories, rows.kept, pace, patience);
  return {
    memory: remember(memory, histories, rows.kept, view),
    samples: [
      ...partitions.kept.flatMap(ofPartition),
      ...rows.kept.flatMap((row) => ofRow(row, histories.get(keyOf(row.of)) ?? [], view.time)),
      sample(leftOut, partitions.leftOut + rows.leftOut, {}),
    ],
    missing: [...view.missing, ...unanswered],
  };
}

/** Asks the brokers how old the records are that wait, where the polls did not see them come. */
async function askAges(
  cluster: Cluster,
  histories: Map<string, History>,
  rows: readonly Row[],
  pace: Pace,
  patience: number,
): Promise<readonly string[]> {
  const deadline = performance.now() + patience * 1000;
  const last = new Map<Row, number>();
  for (let step = 0; step < questionsPerPartition && performance.now() < deadline; step += 1) {
    const questions = new Map<string, Question>();
    for (const row of rows) {
      const key = keyOf(row.of);
      // A broker takes one question a partition; the answer may help the next group, too.
      if (row.next === undefined || questions.has(key)) continue;
      const time = question(histories.get(key) ?? [], row.next, pace);
      // The same question again: the answer contradicted what is known.
      if (time === undefined || last.get(row) === time) continue;
      last.set(row, time);
      questions.set(key, { ...row.of, time });
    }
    if (questions.size === 0) return [];
    try {
      for (const [key, answer] of await cluster.ask([...questions.values()])) {
        histories.set(key, learn(histories.get(key) ?? [], answer));
      }
    } catch (error) {
      return [`ages of records: ${reasonOf(error)}`];
    }
  }
  return [];
}

function remember(memory: Memory, histories: Memory, rows: readonly Row[], { time, missing }: View): Memory {
  const needed = Map.groupBy(
    rows.filter(({ next }) => next !== undefined),
    (row) => keyOf(row.of),
  );
  const tidied = [...histories].map(([key, history]) => {
    const slowest = Math.min(...(needed.get(key) ?? []).map(({ next }) => next as number));
    return [key, tidy(history, slowest, time)] as const;
  });
  // What did not answer this time may do so the next.
  return new Map([...(missing.length > 0 ? memory : []), ...tidied]);
}

function ofPartition({ topic, partition, end, oldest }: Partition): readonly Sample[] {
  const labels = { topic, partition: String(partition) };
  return [sample(partitionEndOffset, end, labels), sample(partitionOldestOffset, oldest, labels)];
}

function ofRow({ group, topic, partition, offset, next, of }: Row, history: History, now: number): readonly Sample[] {
  const labels = { consumergroup: group, topic, partition: String(partition) };
  const committed = sample(consumerGroupOffset, offset, labels);
  if (next === undefined) return [committed];
  const came = next === of.end ? now : arrival(history, next);
  return [
    committed,
    sample(consumerGroupLag, of.end - next, labels),
    // A producer's clock may be ahead.
    ...(came === undefined ? [] : [sample(consumerGroupLagSeconds, Math.max(0, now - came), labels)]),
  ];
}
