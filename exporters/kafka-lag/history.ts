/** At `time` (Unix seconds) the records below `offset` were in the partition, and no later ones. */
export interface Point {
  readonly time: number;
  readonly offset: number;
}

/** What is known of how a partition grew; neither time nor offset falls from one point to the next. */
export type History = readonly Point[];

/** What the brokers answer when asked for the first record that is not older than a time. */
export interface Answer {
  /** The time that was asked for. */
  readonly asked: number;
  /** That record and its own timestamp; left out if there is none. */
  readonly record?: Point;
}

/** The moment of a poll, and the time between two. */
export interface Pace {
  readonly now: number;
  readonly interval: number;
}

/** An error of this share of the age is as good as none. */
const share = 0.02;
const intervals = 1.5;

/** Adds the partition's end as a poll found it. */
export function observe(history: History, point: Point): History {
  const last = history.at(-1);
  // A log that is shorter than it was is another one, and a clock that was set back makes the old times useless.
  if (last === undefined || point.offset < last.offset || point.time <= last.time) return [point];
  // While nothing is produced, only the first and the last moment say anything.
  const still = last.offset === point.offset && history.at(-2)?.offset === point.offset;
  return [...(still ? history.slice(0, -1) : history), point];
}

interface Bracket {
  /** The last moment at which the record was not there. */
  readonly before: Point | undefined;
  /** The first moment at which it was. */
  readonly after: Point | undefined;
}

function bracket(history: History, offset: number): Bracket {
  const next = firstOver(history, "offset", offset);
  return { before: history[next - 1], after: history[next] };
}

/** Where the points begin whose time or offset is over a value; found by halves, since each of thousands of rows asks. */
function firstOver(history: History, by: keyof Point, value: number): number {
  let [low, high] = [0, history.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle] as Point)[by] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** When a record came, as far as its neighbours tell; undefined if they do not, or if it is not there yet. */
export function arrival(history: History, offset: number): number | undefined {
  const { before, after } = bracket(history, offset);
  if (before === undefined || after === undefined) return undefined;
  // Records are taken to have come evenly, each in the middle of its share of the time.
  const part = (offset - before.offset + 0.5) / (after.offset - before.offset);
  return before.time + part * (after.time - before.time);
}

/** The time to ask the brokers about, to find out when a record came; undefined if that is known well enough. */
export function question(history: History, offset: number, { now, interval }: Pace): number | undefined {
  const { before, after } = bracket(history, offset);
  if (after === undefined) return undefined;
  // Nothing is known of the time before: back twice as far each time.
  if (before === undefined)
    return after.time > 0 ? Math.max(0, now - 2 * Math.max(now - after.time, interval)) : undefined;
  const near = Math.max(intervals * interval, share * (now - after.time));
  return after.time - before.time > near ? (before.time + after.time) / 2 : undefined;
}

/** Takes in an answer, as far as it does not contradict what is known: timestamps are the producers'. */
export function learn(history: History, { asked, record }: Answer): History {
  const end = history.at(-1)?.offset;
  if (end === undefined) return history;
  const points =
    record === undefined
      ? [{ time: asked, offset: end }]
      : [
          { time: asked, offset: record.offset },
          { time: record.time, offset: record.offset },
          { time: record.time, offset: record.offset + 1 },
        ];
  return points.reduce(insert, history);
}

function insert(history: History, point: Point): History {
  const next = firstOver(history, "time", point.time);
  const before = history[next - 1];
  const after = history[next];
  // After the last poll nothing is inserted: the next poll sees for itself.
  if (after === undefined || point.offset > after.offset || point.offset < (before?.offset ?? 0)) return history;
  if (before?.time === point.time && before.offset === point.offset) return history;
  return [...history.slice(0, next), point, ...history.slice(next)];
}

/**
 * Leaves out what no group needs: points before the slowest group's, and those so close together that the age of what lies
 * between hardly depends on them. What is left is some hundred points, however long a consumer stands still.
 * @param slowest offset of the first record that some group has not read
 */
export function tidy(history: History, slowest: number, now: number): History {
  const first = Math.max(0, firstOver(history, "offset", slowest) - 1);
  const kept: Point[] = [];
  for (let index = history.length - 1; index >= first; index -= 1) {
    const point = history[index] as Point;
    const newer = kept.at(-1);
    const older = history[index - 1];
    const gap = newer === undefined || older === undefined || index === first ? Infinity : newer.time - older.time;
    if (newer === undefined || gap > share * (now - newer.time)) kept.push(point);
  }
  return kept.reverse();
}
