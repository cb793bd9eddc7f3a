import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PageName } from "../../catalogue/job.ts";
import { closed, counter, gauge, histogram, open } from "../../catalogue/metric.ts";
import { recordedFlags } from "../../commands/record/exporters.ts";
import { pageFaults, samplesOf, withoutSamples } from "../../commands/record/page.ts";
import { recordedFaults, recordedPages } from "../../commands/record/pages.ts";
import { chosenSystems } from "../../commands/record/recordings.ts";
import { root } from "../../commands/workspace.ts";

const directory = join(root, "test", "contract", "fixtures");
const page = (name: string): string => readFileSync(join(directory, `${name}.prom`), "utf8");

describe("the recorded pages", () => {
  test("are those that the recording command writes", () => {
    expect(readdirSync(directory).sort()).toEqual(
      Object.keys(recordedPages)
        .map((name) => `${name}.prom`)
        .sort(),
    );
  });

  test.each(Object.keys(recordedPages) as PageName[])("show %s as the catalogue declares it", (name) => {
    expect(samplesOf(page(name)).length).toBeGreaterThan(10);
    expect(recordedFaults(name, page(name))).toEqual([]);
  });

  test("have something to show, but for Grafana's, of which nothing is asked", () => {
    const empty = Object.entries(recordedPages).filter(([, metrics]) => metrics.length === 0);
    expect(empty.map(([name]) => name)).toEqual(["grafana"]);
  });

  test("have one series for each partition's lag", () => {
    const lag = samplesOf(page("kafka-client")).filter(({ name }) => name === "kafka_consumer_records_lag");
    const partitions = lag.map(({ labels }) => JSON.stringify(Object.entries(labels).sort()));
    expect(partitions.length).toBeGreaterThan(1);
    expect(new Set(partitions).size).toBe(partitions.length);
  });

  test("come from exporters that run as the stack runs them", () => {
    const files = { nodeExporter: "node-exporter", cadvisor: "cadvisor" } as const;
    for (const [service, file] of Object.entries(files)) {
      const source = readFileSync(join(root, "components", `${file}.ts`), "utf8");
      const flags = recordedFlags[service as keyof typeof files];
      expect(flags.length).toBeGreaterThan(3);
      expect(flags.filter((flag) => !source.includes(JSON.stringify(flag)))).toEqual([]);
      expect(source.match(/"--[^"]+"/g)).toHaveLength(flags.length);
    }
  });
});

describe("the check of a page", () => {
  const help = "";
  const text = [
    "# TYPE a_total counter",
    'a_total{topic="raw, \\"odd\\"",state="on",} 1.0',
    "b 2",
    'c_bucket{le="+Inf"} 3 1795252740119',
    "c_sum 1",
    "c_count 3",
  ].join("\n");
  const labels = { topic: open(3), state: closed("on", "off") };

  test("takes what is as declared", () => {
    const metrics = [
      counter({ name: "a_total", help, labels }),
      gauge({ name: "b", help }),
      histogram({ name: "c", help, buckets: [1] }),
    ];
    expect(pageFaults(text, metrics)).toEqual([]);
    expect(samplesOf(text)[0]).toEqual({ name: "a_total", labels: { topic: 'raw, \\"odd\\"', state: "on" } });
  });

  test.each([
    ["a metric that is missing", gauge({ name: "d", help }), "d is not on the page"],
    [
      "a label too many",
      counter({ name: "a_total", help, labels: { topic: labels.topic } }),
      "a_total has the labels [state, topic], not [topic]",
    ],
    [
      "a label too few",
      gauge({ name: "b", help, labels: { topic: labels.topic } }),
      "b has the labels [], not [topic]",
    ],
    [
      "a value that is not declared",
      counter({ name: "a_total", help, labels: { ...labels, state: closed("off") } }),
      'a_total has state="on", which is none of its values',
    ],
  ])("finds %s", (_, metric, fault) => {
    expect(pageFaults(text, [metric])).toEqual([fault]);
  });

  test("leaves out samples, and nothing else", () => {
    expect(withoutSamples(text, ({ labels: { state } }) => state === "on").split("\n")).toEqual(
      text.split("\n").filter((line) => !line.startsWith("a_total")),
    );
  });
});

describe("the recording command", () => {
  test("records what is asked for, or all", () => {
    expect([...chosenSystems(new Set())]).toEqual(["kafka", "flink", "spark", "exporters", "servers"]);
    expect([...chosenSystems(new Set(["--spark"]))]).toEqual(["spark"]);
    expect(() => chosenSystems(new Set(["--storm"]))).toThrow(
      "--storm: only kafka, flink, spark, exporters, servers can",
    );
  });

  test.each(["kafka", "flink", "spark"])("knows what each jar of %s must be", (system) => {
    const file = join(root, "commands", "record", "jars", `${system}.json`);
    const jars = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>);
    expect(jars.length).toBeGreaterThan(10);
    expect(jars.filter(([path, sum]) => !path.endsWith(".jar") || !/^[0-9a-f]{64}$/.test(sum))).toEqual([]);
  });
});
