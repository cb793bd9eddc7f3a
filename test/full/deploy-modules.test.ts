import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closed, counter, gauge, histogram, info, open, sampleNames } from "../../catalogue/metric.ts";
import type { PipelineCatalogue } from "../../catalogue/pipeline.ts";
import { pageFaults, samplesOf } from "../../commands/record/page.ts";
import { root } from "../../commands/workspace.ts";
import { camelCase, type InstrumentModule, instrumentModule } from "../../deploy/application.ts";
import { deployFiles } from "../../deploy/index.ts";
import { pythonModule } from "../../deploy/python.ts";
import { typescriptModule } from "../../deploy/typescript.ts";
import { pipelines } from "../../pipelines.ts";
import {
  type Driven,
  endFaults,
  headerFaults,
  type Language,
  labelsOf,
  planOf,
  startFaults,
} from "../support/instruments/plan.ts";
import { run } from "../support/test-stack.ts";

// What PyPI serves today; the modules themselves take older ones.
const packages = ["prometheus_client==0.26.0", "mypy==2.4.1"];

const status = { status: closed("ok", "failed") };
const item = { item: open(5, "two words") };
/** Every kind of metric, with and without labels of either kind, scraped and pushed. */
const shop: PipelineCatalogue = {
  name: "the-shop",
  title: "Shop",
  jobs: (["config", "push"] as const).map((from) => ({
    name: `shop-${from}`,
    metricsPath: "/metrics",
    labels: { pipeline: "the-shop", service: `shop-${from}` },
    targets: { from },
    producer: "application",
    otherSeries: 0,
    metrics: [
      counter({ name: `${from}_orders_total`, help: "Orders.", unit: "count" }),
      counter({ name: `${from}_items_total`, help: "Items.", unit: "count", labels: { ...status, ...item } }),
      counter({ name: `${from}_parcels_total`, help: "Parcels.", labels: { status: closed("sent", "lost") } }),
      gauge({ name: `${from}_open`, help: "A \\ that stays." }),
      gauge({ name: `${from}_queue_bytes`, help: "Queue.", unit: "bytes", labels: item }),
      histogram({ name: `${from}_seconds`, help: "Time.", unit: "seconds", buckets: [1e-7, 5e-6, 1, 1_000_000] }),
      histogram({ name: `${from}_item_seconds`, help: "Time.", labels: { ...status, ...item }, buckets: [0.1, 30] }),
      info({ name: `${from}_info`, help: "Version.", labels: { version: open(1, "1"), mode: closed("fast", "safe") } }),
    ],
  })),
  lineage: [],
  logs: [],
};

const catalogues = [...pipelines.map(({ catalogue }) => catalogue), shop];
const modules = catalogues.flatMap((catalogue) => instrumentModule(catalogue) ?? []);
const scraped = modules.flatMap((module) =>
  module.jobs
    .filter(({ job }) => job.targets.from !== "push")
    .map((job) => ({ name: `${module.catalogue.name}: ${job.className}`, module, job })),
);

let directory: string;
let python: string;

async function must(program: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${output}`);
  return output;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "monitoring-modules-"));
  for (const [path, { text }] of deployFiles(catalogues)) {
    const name = path.split("/").at(-1) ?? path;
    if ((/\.(py|ts)$/.test(name) && !name.startsWith("push_")) || path.startsWith("the-shop/python/")) {
      writeFileSync(join(directory, name), text);
    }
  }
  symlinkSync(join(root, "node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');
  writeFileSync(join(directory, "client.mjs"), 'export { register, Registry } from "prom-client";\n');

  const environment = join(directory, "environment");
  const made = await run("python3", ["-m", "venv", environment]).catch(() => ({
    code: -1,
    output: "there is no python3",
  }));
  if (made.code !== 0)
    throw new Error(`Python's venv is needed ('toolchain/setup python' installs it): ${made.output}`);
  python = join(environment, "bin", "python");
  await must(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const programs = {
  python: { program: () => python, driver: "drive.py", module: pythonModule },
  typescript: { program: () => process.execPath, driver: "drive.mjs", module: typescriptModule },
} as const;

async function drive(
  language: Language,
  { module, job }: (typeof scraped)[number],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Driven> {
  const { program, driver, module: nameOf } = programs[language];
  const plan = { directory, module: nameOf(module.catalogue.name), ...planOf(job, language) };
  const { code, output } = await run(
    program(),
    [join(root, "test", "support", "instruments", driver)],
    env,
    JSON.stringify(plan),
  );
  if (code !== 0) throw new Error(output);
  return JSON.parse(output) as Driven;
}

describe.each(["python", "typescript"] as const)("a program in %s shows what the catalogue says", (language) => {
  test.each(scraped)("of $name", async (subject) => {
    const { before, after, openMetrics = after, accepted, leaked } = await drive(language, subject);
    const { metrics } = subject.job.job;
    expect(startFaults(before, subject.job)).toEqual([]);
    expect(endFaults(after, subject.job)).toEqual([]);
    expect(pageFaults(after, metrics)).toEqual([]);
    expect(pageFaults(openMetrics, metrics)).toEqual([]);
    expect(headerFaults(after, subject.job)).toEqual([]);
    // Nothing but the catalogue's series: a `_created` for each would be too many for the job's limit.
    const names = new Set(samplesOf(after).map(({ name }) => name));
    expect([...names].sort()).toEqual(metrics.flatMap(sampleNames).sort());
    expect({ accepted, leaked }).toEqual({ accepted: [], leaked: [] });
  });
});

describe("Python's processes that share a page", () => {
  test.each(scraped)("show one series each of $name", async (subject) => {
    const shared = mkdtempSync(join(directory, "shared-"));
    const env = { ...process.env, PROMETHEUS_MULTIPROC_DIR: shared };
    await drive("python", subject, env);
    const { after } = await drive("python", subject, env);
    expect(pageFaults(after, subject.job.job.metrics)).toEqual([]);
    expect(endFaults(after, subject.job, 2)).toEqual([]);
  });
});

test("what Dagster pushes has the job's labels, and counts on where the last push ended", async () => {
  const pushes: { path: string; page: string }[] = [];
  const gateway = createServer((request, response) => {
    let page = "";
    request.on("data", (data: Buffer) => {
      page += data.toString();
    });
    request.on("end", () => {
      pushes.push({ path: request.url ?? "", page });
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => gateway.once("listening", resolve));
  const script = `
from push_metrics import pushed
from the_shop_metrics import ShopPushMetrics
carried = None
for turn in range(2):
    with pushed("shop-push", carried=carried) as push:
        metrics = ShopPushMetrics(push.registry)
        metrics.push_orders_total.inc(3)
        metrics.push_items_total(status="ok", item=f"of turn {turn}").inc(5)
        metrics.push_seconds.observe(0.5)
        metrics.push_open.set(7)
    carried = push.carried
try:
    with pushed("shop-config"):
        pass
except ValueError:
    print("refused")
`;
  const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  const env = { ...process.env, PUSHGATEWAY_URL: url, PYTHONPATH: directory };
  const { code, output } = await run(python, ["-c", script], env);
  gateway.close();
  expect({ code, output }).toEqual({ code: 0, output: "refused\n" });
  expect(pushes.map(({ path }) => path)).toEqual(
    Array(2).fill("/metrics/job/shop-push/pipeline/the-shop/service/shop-push"),
  );
  const lines = pushes[1]?.page.split("\n") ?? [];
  for (const line of [
    "push_orders_total 6.0",
    'push_items_total{item="of turn 0",status="ok"} 5.0',
    'push_items_total{item="of turn 1",status="ok"} 5.0',
    'push_seconds_bucket{le="1.0"} 2.0',
    "push_seconds_count 2.0",
    "push_seconds_sum 1.0",
    "push_open 7.0",
    'push_parcels_total{status="sent"} 0.0',
  ]) {
    expect(lines).toContain(line);
  }
  expect(lines.filter((line) => line.includes("_created"))).toEqual([]);
});

describe("type checkers", () => {
  /** A call with a value that a closed label does not have, where the module has such a label. */
  const wrongCalls = ({ jobs }: InstrumentModule) =>
    jobs.flatMap(({ className, metrics }) =>
      metrics
        .filter(({ metric, labels }) => metric.type !== "info" && labels.some(({ kind }) => kind === "closed"))
        .map(({ metric, labels }) => {
          const wrong = labels.find(({ kind }) => kind === "closed")?.name ?? "";
          return { className, name: metric.name, labels: { ...labelsOf(labels), [wrong]: "no such value" } };
        }),
    );

  test("take the Python modules, and refuse a wrong label value", async () => {
    const files = modules.map((module) => {
      const from = pythonModule(module.catalogue.name);
      const calls = wrongCalls(module).map(({ className, name, labels }) => {
        const values = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
        // An ignore that is not needed is a fault under --strict.
        return `${from}.${className}().${name}(${values.join(", ")})  # type: ignore[arg-type]`;
      });
      const file = join(directory, `wrong_${from}.py`);
      writeFileSync(file, [`import ${from}`, "", ...calls, ""].join("\n"));
      return file;
    });
    const { code, output } = await run(
      python,
      ["-m", "mypy", "--strict", ...files, join(directory, "push_metrics.py")],
      {
        ...process.env,
        MYPYPATH: directory,
        MYPY_CACHE_DIR: join(directory, "mypy"),
      },
    );
    expect({ code, output }).toMatchObject({ code: 0 });
  });

  test("take the TypeScript modules, and refuse a wrong label value", async () => {
    mkdirSync(join(directory, "check"));
    for (const module of modules) {
      const from = typescriptModule(module.catalogue.name);
      const calls = wrongCalls(module).flatMap(({ className, name, labels }) => [
        "// @ts-expect-error",
        `new own.${className}().${camelCase(name)}(${JSON.stringify(labels)});`,
      ]);
      writeFileSync(
        join(directory, "check", from),
        [`import * as own from "../${from}";`, "own;", ...calls, ""].join("\n"),
      );
    }
    const { compilerOptions } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")) as {
      compilerOptions: object;
    };
    const config = {
      compilerOptions: { ...compilerOptions, typeRoots: ["node_modules/@types"] },
      include: ["*.ts", "check/*.ts"],
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
    const { code, output } = await run(join(root, "node_modules", ".bin", "tsc"), ["-p", directory]);
    expect({ code, output }).toMatchObject({ code: 0 });
  });
});
