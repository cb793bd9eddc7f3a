import { describe, expect, test } from "vitest";
import { kafkaLagMetrics } from "../../catalogue/kafka-lag.ts";
import type { Cluster, View } from "../../exporters/kafka-lag/cluster.ts";
import { allOrEach, responseWith } from "../../exporters/kafka-lag/errors.ts";
import { FlagError, readFlags } from "../../exporters/kafka-lag/flags.ts";
import { pageOf, type Sample } from "../../exporters/kafka-lag/page.ts";
import { type Memory, poll } from "../../exporters/kafka-lag/poll.ts";
import { watch } from "../../exporters/kafka-lag/watch.ts";
import { simulatedLog } from "../support/unit-kafka-log.ts";
import { random } from "../support/unit-mutation.ts";

const interval = 15;
const began = 1_800_000_000;

/** A cluster with one partition that got a record a second since an hour before `began`, and a group. */
function clusterOf(state: { now: number; committed: number; oldest?: number; topicId?: string; answers?: boolean }) {
  const end = () => state.now - began + 3600;
  const cluster: Cluster = {
    view: async () => ({
      time: state.now,
      partitions: [
        { topic: "a.b", topicId: state.topicId ?? "x", partition: 0, oldest: state.oldest ?? 0, end: end() },
      ],
      committed: [{ group: "g", topic: "a.b", partition: 0, offset: state.committed }],
      missing: [],
    }),
    ask: async (questions) => {
      if (state.answers === false) throw new Error("timed out");
      return new Map(
        questions.map(({ topicId, partition, time }) => {
          const offset = Math.max(0, Math.ceil(time - began + 3600));
          const record = { time: began - 3600 + offset, offset };
          return [`${topicId}/${partition}`, offset >= end() ? { asked: time } : { asked: time, record }];
        }),
      );
    },
    close: async () => {},
  };
  return cluster;
}

const shown = (samples: readonly Sample[], name: string): number | undefined =>
  samples.find(({ metric }) => metric.name === name)?.value;
const lag = "kafka_consumergroup_lag";
const lagSeconds = "kafka_consumergroup_lag_seconds";

describe("a poll", () => {
  test("knows lag in records and seconds at once, from what the brokers remember", async () => {
    const { samples, missing } = await poll(clusterOf({ now: began, committed: 600 }), new Map(), interval, 5);
    expect(shown(samples, lag)).toBe(3000);
    expect(Math.abs((shown(samples, lagSeconds) ?? 0) - 3000)).toBeLessThan(60);
    expect(missing).toEqual([]);
  });

  test("gives no seconds rather than 0 where the brokers do not say, and says that they did not", async () => {
    const state = { now: began, committed: 600, answers: false };
    const { samples, missing } = await poll(clusterOf(state), new Map(), interval, 5);
    expect(shown(samples, lag)).toBe(3000);
    expect(shown(samples, lagSeconds)).toBeUndefined();
    expect(missing).toEqual(["ages of records: timed out"]);
  });

  test("shows 0 seconds where nothing waits", async () => {
    const { samples } = await poll(clusterOf({ now: began, committed: 3600 }), new Map(), interval, 5);
    expect([shown(samples, lag), shown(samples, lagSeconds)]).toEqual([0, 0]);
  });

  test("sees the lag of a stopped consumer grow, and needs no broker's memory for that", async () => {
    const state = { now: began, committed: 3590, answers: true };
    const cluster = clusterOf(state);
    let memory: Memory = (await poll(cluster, new Map(), interval, 5)).memory;
    state.answers = false;
    for (let step = 1; step <= 400; step += 1) {
      state.now = began + step * interval;
      const { samples, missing, memory: next } = await poll(cluster, memory, interval, 5);
      memory = next;
      expect(missing).toEqual([]);
      expect(shown(samples, lag)).toBe(10 + step * interval);
      expect(Math.abs((shown(samples, lagSeconds) ?? 0) - (10 + step * interval))).toBeLessThan(23);
    }
    expect([...memory.values()][0]?.length).toBeLessThan(400);
  });

  test("counts from the oldest record that is left", async () => {
    const { samples } = await poll(clusterOf({ now: began, committed: 600, oldest: 3000 }), new Map(), interval, 5);
    expect(shown(samples, lag)).toBe(600);
    expect(shown(samples, "kafka_consumergroup_current_offset")).toBe(600);
    expect(shown(samples, "kafka_topic_partition_oldest_offset")).toBe(3000);
  });

  test("shows no lag of a group that lies beyond the end", async () => {
    const { samples } = await poll(clusterOf({ now: began, committed: 9999 }), new Map(), interval, 5);
    expect([shown(samples, lag), shown(samples, lagSeconds)]).toEqual([undefined, undefined]);
  });

  test("forgets a topic that was made anew, however long the new one is", async () => {
    const state = { now: began, committed: 3590, topicId: "x", answers: true };
    const { memory } = await poll(clusterOf(state), new Map(), interval, 5);
    const anew = { ...state, now: began + interval, topicId: "y", answers: false };
    const { samples } = await poll(clusterOf(anew), memory, interval, 5);
    expect(shown(samples, lagSeconds)).toBeUndefined();
  });

  test("shows no more than it may, and how much that leaves out", async () => {
    const partitions = Array.from({ length: 5 }, (_, partition) => ({
      topic: "t",
      topicId: "t",
      partition,
      oldest: 0,
      end: 9,
    }));
    const committed = ["a", "b"].flatMap((group) =>
      partitions.map(({ topic, partition }) => ({ group, topic, partition, offset: 9 })),
    );
    const view = async (): Promise<View> => ({ time: began, partitions, committed, missing: [] });
    const cluster: Cluster = { view, ask: async () => new Map(), close: async () => {} };
    const { samples } = await poll(cluster, new Map(), interval, 5, { partitions: 4, rows: 6 });
    expect(samples.filter(({ metric }) => metric.name === lag).length).toBe(6);
    expect(samples.filter(({ metric }) => metric.name === "kafka_topic_partition_current_offset").length).toBe(4);
    expect(shown(samples, "kafka_lag_exporter_left_out")).toBe(1 + 2);
  });
});

describe("the watch", () => {
  test("shows health alone when the cluster is lost, connects anew, and shows lag when it is back", async () => {
    const pages: (readonly Sample[])[] = [];
    const events: string[] = [];
    const stop = new AbortController();
    let connections = 0;
    let lost = false;
    const alive = clusterOf({ now: began, committed: 3000 });
    const cluster: Cluster = {
      ...alive,
      view: () => (lost ? Promise.reject(new Error("ECONNREFUSED")) : alive.view()),
    };
    await watch(
      {
        connect: async () => {
          connections += 1;
          return cluster;
        },
        interval: 0.01,
        show: async (samples) => {
          pages.push(samples);
          lost = pages.length === 2 || pages.length === 3;
          if (pages.length === 5) stop.abort();
        },
        log: (event) => events.push(event),
      },
      stop.signal,
    );
    expect(pages.map((page) => shown(page, "kafka_lag_exporter_poll_success"))).toEqual([1, 1, 0, 0, 1]);
    expect(pages.map((page) => shown(page, lag))).toEqual([600, 600, undefined, undefined, 600]);
    expect(pages[2]?.length).toBe(3);
    expect(connections).toBe(3);
    expect(events).toEqual(["unanswered", "answered"]);
  });
});

describe("what a cluster answers in part", () => {
  const onlyGood = async (names: readonly string[]): Promise<readonly string[]> => {
    if (names.includes("bad"))
      throw new AggregateError([new Error("no leader", { cause: new Error("code 5") })], "failed");
    return names;
  };

  test("is had without what is in trouble, which is named with its reason", async () => {
    expect(await allOrEach(["a", "b"], onlyGood)).toEqual({ found: ["a", "b"], missing: [] });
    expect(await allOrEach(["a", "bad", "b"], onlyGood)).toEqual({ found: ["a", "b"], missing: ["bad: code 5"] });
    expect(await allOrEach([], onlyGood)).toEqual({ found: [], missing: [] });
  });

  test("is an error if it is nothing", async () => {
    await expect(allOrEach(["bad"], onlyGood)).rejects.toThrow("failed");
  });

  test("is found in the error of a response, however deep", () => {
    const inner = Object.assign(new Error("a response"), { response: { topics: ["a"] } });
    expect(responseWith(new AggregateError([new Error("x"), new AggregateError([inner])]), "topics")).toEqual(["a"]);
    expect(responseWith(new Error("x"), "topics")).toBeUndefined();
    expect(responseWith(undefined, "topics")).toBeUndefined();
  });
});

describe("the page", () => {
  test("has the catalogue's names and types, and nothing without a value", async () => {
    const { samples } = await poll(clusterOf({ now: began, committed: 600 }), new Map(), interval, 5);
    const { text } = await pageOf(samples);
    expect(text).toContain('kafka_consumergroup_lag{consumergroup="g",topic="a.b",partition="0"} 3000');
    expect(text).toContain("# TYPE kafka_consumergroup_lag gauge");
    expect(text).not.toContain("poll_success");
    const names = new Set(samples.map(({ metric }) => metric));
    expect([...names].every((metric) => kafkaLagMetrics.includes(metric))).toBe(true);
  });
});

describe("the command line", () => {
  test("has defaults for all but the brokers", () => {
    const options = readFlags(["--brokers", "a:9092,b:9093"]);
    expect(options).toMatchObject({ brokers: ["a:9092", "b:9093"], interval: 15, port: 9308, tls: false });
    if (options === "help") throw new Error("no help was asked for");
    expect([options.topics.test("a.b"), options.topics.test("__consumer_offsets")]).toEqual([true, false]);
  });

  test("matches whole names", () => {
    const options = readFlags(["--brokers", "a:1", "--groups", "a|b", "--topics", "raw.*"]);
    if (options === "help") throw new Error("no help was asked for");
    expect(["a", "b", "ab"].map((name) => options.groups.test(name))).toEqual([true, true, false]);
    expect(["raw", "raw-x", "not-raw"].map((name) => options.topics.test(name))).toEqual([true, true, false]);
  });

  test.each<[readonly string[], RegExp]>([
    [[], /--brokers: at least one/],
    [["--brokers", "a"], /"a" is not host:port/],
    [["--brokers", "a:1", "--groups", "("], /not a regular expression/],
    [["--brokers", "a:1", "--interval", "15"], /not a duration/],
    [["--brokers", "a:1", "--port", "70000"], /not a port/],
    [["--brokers", "a:1", "--sasl-username", "u"], /needed together/],
    [["--brokers", "a:1", "--sasl-username", "u", "--sasl-password-file", "f", "--sasl-mechanism", "X"], /SCRAM/],
    [["--brokers", "a:1", "--tls-ca-file", "f"], /--tls/],
    [["--brokers", "a:1", "--sasl-password", "secret"], /Unknown option/],
  ])("%j is refused", (args, message) => {
    expect(() => readFlags(args)).toThrow(FlagError);
    expect(() => readFlags(args)).toThrow(message);
  });
});

test("the simulated log of the tests answers as a broker does", () => {
  const log = simulatedLog(0, 1000, random(1));
  expect(log.answer(0).record?.offset).toBe(0);
  expect(log.answer(2000)).toEqual({ asked: 2000 });
  expect(log.endAt(2000)).toBe(log.records.length);
});
