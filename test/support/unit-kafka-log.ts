import type { Answer, Point } from "../../exporters/kafka-lag/history.ts";

/** A partition's log that never was. */
export interface Log {
  /** In order; `time` is when they came. */
  readonly records: readonly Point[];
  readonly endAt: (time: number) => number;
  /** What a broker answers when asked for the first record that is not older than a time, by the records' own timestamps. */
  readonly answer: (asked: number) => Answer;
}

/** A log to which records came between two times, now many, now few, now none for long. */
export function simulatedLog(from: number, to: number, next: () => number, { wrongClocks = false } = {}): Log {
  const records: Point[] = [];
  const stamps: number[] = [];
  const mean = (to - from) / 1_000;
  for (let time = from, pace = 1; time <= to; ) {
    stamps.push(wrongClocks ? time + (next() - 0.5) * 20_000 * (next() < 0.1 ? 1_000 : 1) : time);
    records.push({ time, offset: records.length });
    if (next() < 0.02) pace = 10 ** (2 * next() - 1);
    time += mean * pace * next() * (next() < 0.01 ? 50 : 1);
  }
  return {
    records,
    endAt: (time) => {
      const first = records.findIndex((record) => record.time > time);
      return first < 0 ? records.length : first;
    },
    answer: (asked) => {
      const offset = stamps.findIndex((stamp) => stamp >= asked);
      return offset < 0 ? { asked } : { asked, record: { offset, time: stamps[offset] as number } };
    },
  };
}
