import { describe, expect, test } from "vitest";
import { arrival, type History, learn, observe, question, tidy } from "../../exporters/kafka-lag/history.ts";
import { bounded, type Committed, type Partition, rowsOf } from "../../exporters/kafka-lag/table.ts";
import { type Log, simulatedLog } from "../support/unit-kafka-log.ts";
import { random } from "../support/unit-mutation.ts";

const interval = 15;
const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

/** What polls see of a log, one every 15 s or so. */
function polled(log: Log, from: number, to: number, next: () => number): History {
  let history: History = [];
  for (let time = from; time <= to; time += interval * (0.9 + 0.2 * next())) {
    history = observe(history, { time, offset: log.endAt(time) });
  }
  return observe(history, { time: to + interval, offset: log.endAt(to + interval) });
}

/** What the brokers are asked until they have nothing to add; the number of questions, too. */
function asked(log: Log, start: History, offset: number, now: number): { history: History; questions: number } {
  let history = start;
  for (let questions = 0, last = -1; ; questions += 1) {
    const time = question(history, offset, { now, interval });
    if (time === undefined || time === last) return { history, questions };
    history = learn(history, log.answer(time));
    last = time;
  }
}

const isOrdered = (history: History): boolean =>
  history.every(
    (point, index) =>
      index === 0 ||
      ((history[index - 1]?.time ?? 0) <= point.time && (history[index - 1]?.offset ?? 0) <= point.offset),
  );

describe("the age of a record", () => {
  test("lies between the polls that saw it missing and there", () => {
    const history = [
      { time: 100, offset: 10 },
      { time: 110, offset: 20 },
      { time: 120, offset: 20 },
      { time: 130, offset: 21 },
    ];
    expect(arrival(history, 10)).toBe(100.5);
    expect(arrival(history, 19)).toBe(109.5);
    expect(arrival(history, 20)).toBe(125);
  });

  test("is not known of one that is older than the first poll, nor of one that is not there yet", () => {
    const history = [
      { time: 100, offset: 10 },
      { time: 110, offset: 20 },
    ];
    expect(arrival(history, 9)).toBeUndefined();
    expect(arrival(history, 20)).toBeUndefined();
    expect(arrival([], 0)).toBeUndefined();
  });

  test.each(seeds)("is off by one and a half polls or 2 % at most, seen by polls alone (seed %i)", (seed) => {
    const next = random(seed);
    const log = simulatedLog(0, 20_000, next);
    const to = 20_000;
    const now = to + interval;
    let history = polled(log, 5_000, to, next);
    const slowest = log.endAt(5_000 + 10_000 * next());
    history = tidy(history, slowest, now);
    expect(isOrdered(history)).toBe(true);
    for (const record of log.records.filter(({ offset, time }) => offset >= slowest && time < now)) {
      const came = arrival(history, record.offset);
      const allowed = Math.max(1.5 * interval, 0.02 * (now - record.time) * 1.1);
      expect(Math.abs((came ?? Number.NaN) - record.time)).toBeLessThanOrEqual(allowed);
    }
  });

  test.each(seeds)("is as good after a start, when only the brokers know it (seed %i)", (seed) => {
    const next = random(seed);
    const now = 1_800_000_000;
    // From minutes to weeks.
    const log = simulatedLog(now - 10 ** (3 + 3.2 * next()), now, next);
    const start = observe([], { time: now, offset: log.endAt(now) });
    for (let sample = 0; sample < 5; sample += 1) {
      const record = log.records[Math.floor(next() * log.records.length)] as Log["records"][number];
      const { history, questions } = asked(log, start, record.offset, now);
      expect(questions).toBeLessThan(45);
      expect(isOrdered(history)).toBe(true);
      const allowed = Math.max(1.5 * interval, 0.02 * (now - record.time) * 1.1);
      expect(Math.abs((arrival(history, record.offset) ?? Number.NaN) - record.time)).toBeLessThanOrEqual(allowed);
    }
  });

  test.each(seeds)("comes to an end, in order, whatever clocks the producers have (seed %i)", (seed) => {
    const next = random(seed);
    const now = 1_800_000_000;
    const log = simulatedLog(now - 100_000, now, next, { wrongClocks: true });
    const history = observe([], { time: now, offset: log.endAt(now) });
    const offset = Math.floor(next() * log.endAt(now));
    const { history: after, questions } = asked(log, history, offset, now);
    expect(questions).toBeLessThan(60);
    expect(isOrdered(after)).toBe(true);
    expect(after.at(-1)).toEqual(history.at(-1));
  });

  test("of what stands still grows with time, poll by poll", () => {
    let history: History = [{ time: 0, offset: 0 }];
    const ages: number[] = [];
    for (let time = interval; time < 200_000; time += interval) {
      history = tidy(observe(history, { time, offset: time }), 100, time);
      ages.push(time - (arrival(history, 100) ?? Number.NaN));
    }
    expect(ages.slice(10).every((age, index) => age > (ages[index + 9] as number))).toBe(true);
    expect(ages.at(-1)).toBeCloseTo(199_995 - 100, -2);
  });
});

describe("a history", () => {
  test("keeps some hundred points of a week without a step of the group", () => {
    let history: History = [];
    let most = 0;
    for (let time = 0; time < 7 * 86_400; time += interval) {
      history = tidy(observe(history, { time, offset: 3 * time }), 0, time);
      most = Math.max(most, history.length);
    }
    expect(most).toBeGreaterThan(100);
    expect(most).toBeLessThan(600);
  });

  test("keeps next to nothing where the group follows, or where there is none", () => {
    let history: History = [];
    for (let time = 0; time < 10_000; time += interval) {
      history = tidy(observe(history, { time, offset: 3 * time }), 3 * time - 1, time);
    }
    expect(history.length).toBe(2);
    expect(tidy(history, Infinity, 10_000).length).toBe(1);
  });

  test("of a quiet partition is its beginning and its end", () => {
    const history = [10, 20, 30, 40].reduce<History>((before, time) => observe(before, { time, offset: 5 }), []);
    expect(history).toEqual([
      { time: 10, offset: 5 },
      { time: 40, offset: 5 },
    ]);
  });

  test.each([
    ["a log that is shorter than it was", { time: 30, offset: 4 }],
    ["a clock that was set back", { time: 15, offset: 9 }],
  ])("begins anew with %s", (_, point) => {
    const before = [
      { time: 10, offset: 5 },
      { time: 20, offset: 9 },
    ];
    expect(observe(before, point)).toEqual([point]);
  });

  test("takes in no answer that contradicts it, nor anything before the first poll", () => {
    const history = [
      { time: 100, offset: 10 },
      { time: 200, offset: 20 },
    ];
    expect(learn(history, { asked: 150, record: { time: 150, offset: 5 } })).toEqual(history);
    expect(learn(history, { asked: 150, record: { time: 900, offset: 25 } })).toEqual(history);
    expect(learn([], { asked: 150 })).toEqual([]);
  });

  test("asks nothing of a record that is not there, or that two polls enclose", () => {
    const history = [
      { time: 100, offset: 10 },
      { time: 115, offset: 20 },
    ];
    const pace = { now: 115, interval };
    expect(question(history, 20, pace)).toBeUndefined();
    expect(question(history, 12, pace)).toBeUndefined();
    expect(question(history, 9, pace)).toBe(85);
    expect(question([{ time: 1, offset: 10 }, ...history], 9, { ...pace, now: 120 })).toBe(0);
    expect(question([{ time: 0, offset: 10 }], 9, { ...pace, now: 120 })).toBeUndefined();
  });

  test("asks again about what came while polls failed", () => {
    const history = [
      { time: 100, offset: 10 },
      { time: 400, offset: 20 },
    ];
    expect(question(history, 12, { now: 400, interval })).toBe(250);
  });
});

describe("the table", () => {
  const partition = (topic: string, oldest: number, end: number): Partition => ({
    topic,
    topicId: `id-${topic}`,
    partition: 0,
    oldest,
    end,
  });
  const commit = (topic: string, offset: number, group = "g"): Committed => ({ group, topic, partition: 0, offset });

  test.each([
    ["between", 5, 100, 40, 40],
    ["at the end", 5, 100, 100, 100],
    ["older than the log", 50, 100, 40, 50],
    ["of an empty log", 100, 100, 40, 100],
    ["beyond the end", 5, 100, 101, undefined],
  ])("begins to read at an offset that is %s", (_, oldest, end, offset, next) => {
    expect(rowsOf([partition("a", oldest, end)], [commit("a", offset)]).map((row) => row.next)).toEqual([next]);
  });

  test("has no row for a topic that is gone, nor without a committed offset", () => {
    expect(rowsOf([partition("a", 0, 9)], [commit("gone", 4), commit("a", -1)])).toEqual([]);
  });

  test("is the same below its limit, and cut at the same place from poll to poll above it", () => {
    const order = ({ topic, offset }: Committed) => [topic, offset] as const;
    const all = [commit("b", 10), commit("a", 9), commit("b", 2), commit("a", 10)];
    expect(bounded(all, 4, order)).toEqual({ kept: all, leftOut: 0 });
    const { kept, leftOut } = bounded(all, 3, order);
    expect(kept.map(order)).toEqual([
      ["a", 9],
      ["a", 10],
      ["b", 2],
    ]);
    expect(leftOut).toBe(1);
    expect(bounded([...all].reverse(), 3, order).kept).toEqual(kept);
  });
});
