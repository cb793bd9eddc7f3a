import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Admin } from "@platformatic/kafka";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "../../components/bundle.ts";
import { type Broker, startKafka } from "../support/kafka.ts";
import { consume, type Load, produce } from "../support/kafka-load.ts";
import { eventually } from "../support/test-stack.ts";

const dotted = "market.crypto.trades";
const partitions = 3;
const doomed = "orders";
const group = "trade-aggregation";
const interval = 2;
/** What the exporter promises, and what a record may take from its producer into the log. */
const tolerance = 1.5 * interval + 0.5;

let directory: string;
let broker: Broker;
let admin: Admin;
let load: Load;
let exporter: Exporter;
const running: ChildProcess[] = [];

interface Exporter {
  readonly page: () => Promise<Page>;
  readonly stop: () => Promise<void>;
}

/** Values by series, labels in the page's order. */
type Page = ReadonlyMap<string, number>;

/** Runs the exporter as its container does: the bundle alone, in a folder without packages. */
async function startExporter(): Promise<Exporter> {
  const child = spawn(
    process.execPath,
    [
      join(directory, "kafka-lag.mjs"),
      ...["--brokers", broker.bootstrap, "--interval", `${interval}s`],
      ...["--host", "127.0.0.1", "--port", "0"],
    ],
    { cwd: directory, stdio: ["ignore", "pipe", "inherit"] },
  );
  running.push(child);
  let output = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString();
  });
  const port = await eventually("the exporter", 20, async () => /"event":"start".*?"port":(\d+)/.exec(output)?.[1]);
  return {
    page: async () => parsed(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()),
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}

const parsed = (text: string): Page =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))] as const),
  );

const ofGroup = (name: string, partition: number, topic = dotted): string =>
  `${name}{consumergroup="${group}",topic="${topic}",partition="${partition}"}`;
const seriesOf = (page: Page, name: string): readonly string[] =>
  [...page.keys()].filter((series) => series.startsWith(`${name}{`));
const success = (page: Page): number | undefined => page.get("kafka_lag_exporter_poll_success");

/** How far a page's lag is from the truth, partition by partition. */
function errors(page: Page): readonly { records: number; seconds: number; lag: number; age: number }[] {
  const polled = page.get("kafka_lag_exporter_last_poll_timestamp_seconds") ?? Number.NaN;
  return Array.from({ length: partitions }, (_, partition) => {
    const times = load.ledger.get(`${dotted}/${partition}`) ?? [];
    const committed = page.get(ofGroup("kafka_consumergroup_current_offset", partition)) ?? Number.NaN;
    const lag = page.get(ofGroup("kafka_consumergroup_lag", partition)) ?? Number.NaN;
    const age = page.get(ofGroup("kafka_consumergroup_lag_seconds", partition)) ?? Number.NaN;
    const waiting = times.filter((time, offset) => offset >= committed && time <= polled).length;
    const oldest = times[committed];
    const seconds = oldest === undefined || lag === 0 ? age : age - (polled - oldest);
    return { records: lag - waiting, seconds, lag, age };
  });
}

const worst = (pages: readonly Page[], of: "records" | "seconds"): number =>
  Math.max(...pages.flatMap(errors).map((error) => Math.abs(error[of])));

/** A page a second, as long as asked for. */
async function pagesDuring(seconds: number, from = exporter): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for (let second = 0; second < seconds; second += 1) {
    pages.push(await from.page());
    await sleep(1000);
  }
  return pages;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "monitoring-kafka-"));
  writeFileSync(join(directory, "kafka-lag.mjs"), bundle("kafka-lag"));
  broker = await startKafka(join(directory, "kafka"));
  admin = new Admin({ clientId: "test", bootstrapBrokers: [broker.bootstrap] });
  await admin.createTopics({ topics: [dotted], partitions, replicas: 1 });
  await admin.createTopics({ topics: [doomed, "quiet"], partitions: 1, replicas: 1 });
  load = produce(broker.bootstrap, { [dotted]: partitions, [doomed]: 1 }, 50);
  exporter = await startExporter();
});

afterAll(async () => {
  await load?.stop().catch(() => undefined);
  await admin?.close().catch(() => undefined);
  for (const child of running) child.kill("SIGKILL");
  await broker?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("the Kafka lag exporter, against a broker", () => {
  test("shows what is in the partitions, and no lag while no group has read", async () => {
    const page = await eventually("the first page", 30, async () => {
      const now = await exporter.page();
      return success(now) === 1 &&
        (now.get(`kafka_topic_partition_current_offset{topic="${dotted}",partition="0"}`) ?? 0) > 0
        ? now
        : undefined;
    });
    expect(seriesOf(page, "kafka_topic_partition_current_offset").length).toBe(partitions + 2);
    expect(page.get('kafka_topic_partition_oldest_offset{topic="quiet",partition="0"}')).toBe(0);
    expect(seriesOf(page, "kafka_consumergroup_lag")).toEqual([]);
  });

  test("shows next to no lag of a consumer that keeps up", async () => {
    const consumer = await consume(broker.bootstrap, group, [dotted, doomed]);
    await eventually("a committed offset", 30, async () =>
      seriesOf(await exporter.page(), "kafka_consumergroup_lag").length === partitions + 1 ? true : undefined,
    );
    await sleep(5_000);
    const pages = await pagesDuring(10);
    await consumer.stop();
    const all = pages.flatMap(errors);
    console.log(
      `keeping up: lag ${range(all.map(({ lag }) => lag))} records, ${range(all.map(({ age }) => age))} s; ` +
        `off by ${worst(pages, "records")} records, ${worst(pages, "seconds").toFixed(2)} s at most`,
    );
    // Commits come once a second.
    expect(Math.max(...all.map(({ age }) => age))).toBeLessThan(1 + tolerance + 1);
    expect(worst(pages, "seconds")).toBeLessThan(tolerance);
  });

  test("shows lag that grows in records and in seconds once the consumer has stopped", async () => {
    await sleep(2 * interval * 1000);
    const committed = await admin.listConsumerGroupOffsets({ groups: [group] });
    const offsets = committed[0]?.topics.find(({ name }) => name === dotted)?.partitions ?? [];
    const pages = await pagesDuring(40);
    for (const { partitionIndex, committedOffset } of offsets) {
      const series = ofGroup("kafka_consumergroup_current_offset", partitionIndex);
      expect(new Set(pages.map((page) => page.get(series)))).toEqual(new Set([Number(committedOffset)]));
    }
    const [first, last] = [pages[0], pages.at(-1)].map((page) => errors(page as Page));
    console.log(
      `stopped: lag ${first?.[0]?.lag} to ${last?.[0]?.lag} records, ${first?.[0]?.age.toFixed(1)} to ${last?.[0]?.age.toFixed(1)} s; ` +
        `off by ${worst(pages, "records")} records, ${worst(pages, "seconds").toFixed(2)} s at most`,
    );
    expect(last?.[0]?.age).toBeGreaterThan((first?.[0]?.age ?? Infinity) + 30);
    expect(worst(pages, "seconds")).toBeLessThan(tolerance);
    // What is produced between the reading of the ends and the end of the poll.
    expect(worst(pages, "records")).toBeLessThanOrEqual(20);
  });

  test("knows it after a restart, and never says 0 s before it does", async () => {
    const other = await startExporter();
    const pages = await pagesDuring(6, other);
    await other.stop();
    const known = pages.filter((page) => success(page) === 1);
    console.log(`restarted: off by ${worst(known, "seconds").toFixed(2)} s at most, on ${known.length} pages`);
    expect(known.length).toBeGreaterThan(3);
    expect(worst(known, "seconds")).toBeLessThan(tolerance);
    const ages = pages.flatMap((page) => seriesOf(page, "kafka_consumergroup_lag_seconds").map((key) => page.get(key)));
    expect(Math.min(...ages.map((age) => age ?? 0))).toBeGreaterThan(10);
  });

  test("counts from the oldest record, where others were deleted before they were read", async () => {
    const page = await exporter.page();
    const oldest = (page.get(ofGroup("kafka_consumergroup_current_offset", 2)) ?? 0) + 100;
    await admin.deleteRecords({ topics: [{ name: dotted, partitions: [{ partition: 2, offset: BigInt(oldest) }] }] });
    const after = await eventually("the oldest offset", 10, async () => {
      const now = await exporter.page();
      return now.get(`kafka_topic_partition_oldest_offset{topic="${dotted}",partition="2"}`) === oldest
        ? now
        : undefined;
    });
    const end = after.get(`kafka_topic_partition_current_offset{topic="${dotted}",partition="2"}`) ?? 0;
    expect(after.get(ofGroup("kafka_consumergroup_lag", 2))).toBe(end - oldest);
    const polled = after.get("kafka_lag_exporter_last_poll_timestamp_seconds") ?? 0;
    const truth = polled - (load.ledger.get(`${dotted}/2`)?.[oldest] ?? 0);
    expect(Math.abs((after.get(ofGroup("kafka_consumergroup_lag_seconds", 2)) ?? 0) - truth)).toBeLessThan(tolerance);
  });

  test("forgets a topic that was deleted", async () => {
    await load.stop();
    expect((await exporter.page()).has(ofGroup("kafka_consumergroup_lag", 0, doomed))).toBe(true);
    await admin.deleteTopics({ topics: [doomed] });
    await eventually("a page without it", 10, async () => {
      const now = await exporter.page();
      return success(now) === 1 && ![...now.keys()].some((series) => series.includes(`"${doomed}"`)) ? true : undefined;
    });
  });

  test("shows no lag of a broker that is lost, says so, and goes on when it is back", async () => {
    const before = errors(await exporter.page())[0];
    await broker.stop();
    const killed = performance.now();
    const lost = await eventually("a failed poll", 30, async () => {
      const now = await exporter.page();
      return success(now) === 0 ? now : undefined;
    });
    const noticed = (performance.now() - killed) / 1000;
    expect([...lost.keys()].sort()).toEqual([
      "kafka_lag_exporter_last_poll_timestamp_seconds",
      "kafka_lag_exporter_poll_duration_seconds",
      "kafka_lag_exporter_poll_success",
    ]);
    await sleep(3 * interval * 1000);
    const still = await exporter.page();
    const last = "kafka_lag_exporter_last_poll_timestamp_seconds";
    expect(still.get(last)).toBeGreaterThan(lost.get(last) ?? Infinity);
    expect(still.size).toBe(3);

    await broker.start();
    const started = performance.now();
    const back = await eventually("a poll that succeeds", 60, async () => {
      const now = await exporter.page();
      return success(now) === 1 && now.has(ofGroup("kafka_consumergroup_lag_seconds", 0)) ? now : undefined;
    });
    const after = errors(back)[0];
    console.log(
      `lost: noticed after ${noticed.toFixed(1)} s; back ${((performance.now() - started) / 1000).toFixed(1)} s after the broker; ` +
        `lag ${before?.lag} then ${after?.lag} records, off by ${after?.seconds.toFixed(2)} s`,
    );
    expect(after?.lag).toBe(before?.lag);
    expect(Math.abs(after?.seconds ?? Number.NaN)).toBeLessThan(tolerance);
  });
});

const range = (values: readonly number[]): string =>
  `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
