/** A partition as a poll found it. */
export interface Partition {
  readonly topic: string;
  /** Tells a topic from an earlier one of the same name. */
  readonly topicId: string;
  readonly partition: number;
  /** Offset of the oldest record. */
  readonly oldest: number;
  /** Offset that the next record will have. */
  readonly end: number;
}

/** What a group has committed for a partition. */
export interface Committed {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A partition that a group reads. */
export interface Row extends Committed {
  readonly of: Partition;
  /** Offset of the first record that the group has not read; undefined if it is unknown where the group goes on. */
  readonly next: number | undefined;
}

/** A name for a partition that no other one has, nor the same one of a topic that was deleted and made again. */
export const keyOf = ({ topicId, partition }: Pick<Partition, "topicId" | "partition">): string =>
  `${topicId}/${partition}`;

const place = (topic: string, partition: number): string => `${topic}/${partition}`;

/**
 * Joins what groups have committed with the partitions that there are. What was committed for a topic that is gone makes
 * no row, and neither does a partition for which nothing was committed.
 */
export function rowsOf(partitions: readonly Partition[], committed: readonly Committed[]): readonly Row[] {
  const known = new Map(partitions.map((partition) => [place(partition.topic, partition.partition), partition]));
  return committed.flatMap((commit) => {
    const of = known.get(place(commit.topic, commit.partition));
    if (of === undefined || commit.offset < 0) return [];
    // What was deleted before it was read cannot be read any more. Beyond the end the consumer's settings decide.
    const next = commit.offset > of.end ? undefined : Math.max(commit.offset, of.oldest);
    return [{ ...commit, of, next }];
  });
}

/** The first `limit` of them in an order that stays the same from poll to poll, and how many were left out. */
export function bounded<T>(
  items: readonly T[],
  limit: number,
  order: (item: T) => readonly (string | number)[],
): { readonly kept: readonly T[]; readonly leftOut: number } {
  if (items.length <= limit) return { kept: items, leftOut: 0 };
  const sorted = items
    .map((item) => ({ item, by: order(item) }))
    .sort((a, b) => compare(a.by, b.by))
    .map(({ item }) => item);
  return { kept: sorted.slice(0, limit), leftOut: items.length - limit };
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return 0;
  return (a[at] as string | number) < (b[at] as string | number) ? -1 : 1;
}
