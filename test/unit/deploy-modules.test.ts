import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ScrapeJob } from "../../catalogue/job.ts";
import { closed, counter, gauge, histogram, type Metric, open } from "../../catalogue/metric.ts";
import type { PipelineCatalogue } from "../../catalogue/pipeline.ts";
import { sparkDriver } from "../../catalogue/spark.ts";
import { writeOwnFiles } from "../../commands/own-files.ts";
import { camelCase, instrumentModule, ownJobs } from "../../deploy/application.ts";
import { deployFiles } from "../../deploy/index.ts";
import { renderPython } from "../../deploy/python.ts";
import { renderTypeScript } from "../../deploy/typescript.ts";
import { pipelines } from "../../pipelines.ts";

const catalogues = pipelines.map(({ catalogue }) => catalogue);

const job = (name: string, metrics: readonly Metric[], more: Partial<ScrapeJob> = {}): ScrapeJob => ({
  name,
  metricsPath: "/metrics",
  labels: { pipeline: "shop", service: name },
  targets: { from: "config" },
  producer: "application",
  metrics,
  otherSeries: 0,
  ...more,
});
const shop = (...jobs: readonly ScrapeJob[]): PipelineCatalogue => ({
  name: "shop",
  title: "Shop",
  jobs,
  lineage: [],
  logs: [],
});

const moduleOf = (catalogue: PipelineCatalogue) => {
  const module = instrumentModule(catalogue);
  if (module === undefined) throw new Error(`${catalogue.name} has no programs of its own`);
  return module;
};

/** From an instrument's name to the end of its construction. */
function construction(text: string, name: string): string {
  const start = text.indexOf(`${JSON.stringify(name)},\n`);
  expect(start, name).toBeGreaterThan(0);
  return text.slice(start, text.slice(start).search(/\n\s+\}?\)/) + start);
}

const languages = [
  { language: "Python", render: renderPython, labels: "", registry: "registry=registry" },
  { language: "TypeScript", render: renderTypeScript, labels: "labelNames: ", registry: "registers: [registry]" },
] as const;

describe.each(catalogues.filter((catalogue) => ownJobs(catalogue).length > 0))("the modules of $name", (catalogue) => {
  const module = moduleOf(catalogue);

  test.each(languages)(
    "have every metric with its labels and buckets, in $language",
    ({ render, labels, registry }) => {
      const text = render(module);
      for (const { job, className } of module.jobs) {
        const start = text.indexOf(`class ${className}`);
        expect(start, className).toBeGreaterThan(0);
        for (const metric of job.metrics) {
          const made = construction(text.slice(start), metric.name);
          expect(made).toContain(JSON.stringify(metric.help));
          expect(made).toContain(registry);
          const names = Object.keys(metric.labels).map((name) => JSON.stringify(name));
          if (names.length > 0) expect(made).toContain(`${labels}[${names.join(", ")}]`);
          if (metric.type === "histogram")
            expect(made).toMatch(new RegExp(`buckets\\W+\\[${metric.buckets.join(", ")}\\]`));
        }
      }
    },
  );

  test.each(languages)("name every closed value, in $language", ({ render }) => {
    const text = render(module);
    for (const [type, values] of module.types) {
      const list = text.slice(text.search(new RegExp(`${camelCase(type)}s? = `, "i")));
      for (const value of values) expect(list.slice(0, list.indexOf("]"))).toContain(JSON.stringify(value));
    }
  });
});

test("some pipeline has programs of its own, and the modules of all are told apart", () => {
  const files = [...deployFiles(catalogues)];
  expect(files.length).toBeGreaterThan(2);
  const names = files.map(([path]) => path);
  expect(new Set(names).size).toBe(names.length);
  // One after the other, no pipeline's files replace another's.
  expect(catalogues.reduce((sum, catalogue) => sum + deployFiles([catalogue]).size, 0)).toBe(files.length);
});

test("the same catalogue renders the same files, each with an end of its last line", () => {
  expect([...deployFiles(catalogues)]).toEqual([...deployFiles(catalogues)]);
  for (const [path, { text }] of deployFiles(catalogues)) expect(text.endsWith("\n"), path).toBe(true);
});

describe("a pipeline gets", () => {
  const orders = counter({ name: "orders_total", help: "Orders." });
  const paths = (...jobs: readonly ScrapeJob[]) =>
    [...deployFiles([shop(...jobs)]).keys()].map((path) => path.replace(/^shop\//, ""));

  test("what its jobs need, and no more", () => {
    expect(paths(job("node", [], { producer: "node" }))).toEqual([]);
    const own = ["README.md", "python/shop_metrics.py", "typescript/shop-metrics.ts"];
    expect(paths(job("orders", [orders]))).toEqual(own);
    expect(paths(job("orders", [orders], { targets: { from: "push" } }))).toEqual([
      ...own,
      "python/push_metrics.py",
      "push.env",
    ]);
    expect(paths(job("kafka", [], { producer: "kafka" }))).toEqual(["README.md", "kafka/jmx-exporter.yml"]);
    expect(paths(job("flink", [], { producer: "flink-jobmanager" }))).toEqual(["README.md", "flink/metrics.yaml"]);
    const driver = Object.values(sparkDriver("shop.sales"));
    expect(paths(job("spark", driver, { producer: "spark-driver" }))).toEqual([
      "README.md",
      "spark/metrics.properties",
      "spark/spark-defaults.shop_sales.conf",
    ]);
  });

  test("a guide that names each of its files", () => {
    const files = deployFiles([shop(job("orders", [orders]), job("kafka", [], { producer: "kafka" }))]);
    const guide = files.get("shop/README.md")?.text ?? "";
    for (const path of files.keys()) if (path !== "shop/README.md") expect(guide).toContain(path.replace("shop/", ""));
  });

  test("the address of its Pushgateway", () => {
    const pushed = shop(job("orders", [orders], { targets: { from: "push" } }));
    expect(deployFiles([pushed], "http://push:9091").get("shop/push.env")?.text).toBe(
      "PUSHGATEWAY_URL=http://push:9091\n",
    );
  });
});

describe("a module", () => {
  const status = { status: closed("ok", "failed") };
  const shopOf = (...metrics: readonly Metric[]) => moduleOf(shop(job("orders", metrics)));

  test("leaves out systems that are not the team's, and programs without metrics", () => {
    const metrics = [gauge({ name: "up_bytes", help: "" })];
    expect(ownJobs(shop(job("foreign", metrics, { producer: "unrecorded" }), job("silent", [])))).toEqual([]);
  });

  test("calls a type after its metric where a label has other values elsewhere", () => {
    const orders = counter({ name: "orders_total", help: "", labels: status });
    expect([...shopOf(orders).types.keys()]).toEqual(["StatusValue"]);
    const parcels = counter({ name: "parcels_total", help: "", labels: { status: closed("sent", "lost") } });
    expect([...shopOf(orders, parcels).types.keys()]).toEqual(["OrdersTotalStatusValue", "ParcelsTotalStatusValue"]);
  });

  test("begins counters and histograms at 0, and no gauge", () => {
    const seconds = histogram({ name: "order_seconds", help: "", labels: status, buckets: [1] });
    const module = shopOf(
      counter({ name: "orders_total", help: "", labels: status }),
      seconds,
      gauge({ name: "open_orders", help: "", labels: status }),
    );
    expect(renderPython(module).match(/_begin\(self\._\w+, get_args/g)).toHaveLength(2);
    expect(renderTypeScript(module).match(/begin\(this\.#\w+, \{ status: statusValues \}\)/g)).toHaveLength(2);
  });

  test.each([
    [
      "a gauge that a client would take for a counter",
      gauge({ name: "orders_total", help: "" }),
      "orders_total is a gauge",
    ],
    ["a counter that a client would rename", counter({ name: "orders", help: "" }), "orders is a counter"],
    [
      "a label that is a word of Python",
      counter({ name: "a_total", help: "", labels: { from: open(1) } }),
      "a label from",
    ],
    ["a label that Prometheus sets", counter({ name: "a_total", help: "", labels: { job: open(1) } }), "a label job"],
  ])("refuses %s", (_, metric, message) => {
    expect(() => shopOf(metric)).toThrow(message);
  });

  test("refuses two jobs whose classes have one name", () => {
    const orders = counter({ name: "orders_total", help: "" });
    expect(() => instrumentModule(shop(job("a-b", [orders]), job("a_b", [orders])))).toThrow("the name ABMetrics");
  });

  test("keeps help that would end its string or comment", () => {
    const module = shopOf(counter({ name: "a_total", help: 'Says """ and */ and \\ .' }));
    expect(renderPython(module)).toContain('Says \\"\\"\\" and */ and \\\\ .');
    expect(renderTypeScript(module)).toContain('Says """ and *\\/ and \\ .');
  });
});

describe("writing into a folder", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "monitoring-deploy-"));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const write = (files: Readonly<Record<string, string>>, renewed: (path: string) => boolean = () => true) =>
    writeOwnFiles(directory, new Map(Object.entries(files)), renewed);
  const read = (path: string) => readFileSync(join(directory, path), "utf8");

  test("replaces its own files, and removes those that are no more", () => {
    write({ "a/1": "one", "a/2": "two", "b/1": "one" });
    write({ "a/1": "new" }, (path) => path.startsWith("a/"));
    expect([read("a/1"), existsSync(join(directory, "a/2")), read("b/1")]).toEqual(["new", false, "one"]);
    write({ "b/1": "new" });
    expect(existsSync(join(directory, "a/1"))).toBe(false);
  });

  test("refuses a folder that others filled", () => {
    writeFileSync(join(directory, "theirs"), "");
    expect(() => write({ a: "" })).toThrow("not empty");
    expect(existsSync(join(directory, "a"))).toBe(false);
  });

  test("refuses files that others wrote or changed, before it writes any", () => {
    write({ a: "one", b: "one" });
    writeFileSync(join(directory, "b"), "changed");
    expect(() => write({ a: "two", b: "two" })).toThrow("changed: b.");
    expect(() => write({ a: "two" })).toThrow("changed: b.");
    expect(read("a")).toBe("one");
    write({ a: "two" }, (path) => path === "a");
    mkdirSync(join(directory, "c"));
    writeFileSync(join(directory, "c/1"), "theirs");
    expect(() => write({ "c/1": "ours" }, (path) => path.startsWith("c/"))).toThrow("changed: c/1.");
  });

  test("refuses a list that names files outside", () => {
    writeFileSync(join(directory, ".pipeline-monitoring.json"), '{"../x": "0"}');
    expect(() => write({ a: "" })).toThrow("not in its folder");
  });
});
