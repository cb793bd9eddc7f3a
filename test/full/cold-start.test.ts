import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { root } from "../../commands/workspace.ts";
import { scrapeJobs } from "../../rules/scrape.ts";
import { targetsOf } from "../../rules/targets.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { secondEngine } from "../support/second-engine.ts";
import { eventually, run, TestStack } from "../support/test-stack.ts";

const settings = trackedSettings("dev");
const expectedTargets = scrapeJobs(settings).flatMap((job) => targetsOf(job, settings).static).length;

let directory: string;
let stack: TestStack | undefined;
let cold: NodeJS.ProcessEnv;
let stopEngine: () => Promise<void>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "monitoring-cold-"));
  const engine = await secondEngine(join(directory, "engine"));
  stopEngine = engine.stop;
  // Nothing of the warm cache, nor of this tree's packages, may be found.
  const warm = dirname((await run(join(root, "toolchain", "path"), [])).output.trim());
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.startsWith(warm) && !entry.startsWith(root));
  cold = {
    PATH: path.join(delimiter),
    DOCKER_HOST: engine.host,
    // Every cache that a part of the set-up has, empty.
    PIPELINE_MONITORING_CACHE: join(directory, "cache"),
    GOPATH: join(directory, "go"),
    GOMODCACHE: join(directory, "go", "pkg", "mod"),
    GOCACHE: join(directory, "go-build"),
    GOFLAGS: "-modcacherw",
    PULUMI_HOME: join(directory, "pulumi"),
    npm_config_cache: join(directory, "npm"),
    MONITORING_IMAGES: undefined,
  };
});

afterAll(async () => {
  if (stack !== undefined) {
    await run("make", ["-C", join(directory, "clone"), "down", `STACK=${stack.name}`, "PURGE=1"], {
      ...stack.env,
      ...cold,
    });
    rmSync(stack.directory, { recursive: true, force: true });
  }
  await stopEngine();
  rmSync(directory, { recursive: true, force: true });
}, 900_000);

test("a clone with empty caches ends with a healthy stack by one command", async () => {
  const clone = join(directory, "clone");
  expect((await run("git", ["clone", "--quiet", root, clone])).code).toBe(0);
  // The set-up that `make up` starts with, by itself, since free ports do not stay free for as long as it takes.
  const setup = await run("make", ["-C", clone, "setup"], { ...process.env, ...cold });
  expect(setup.code, setup.output.slice(-4000)).toBe(0);
  const made = await TestStack.make();
  stack = made;
  const up = await run("make", ["-C", clone, "up", `STACK=${made.name}`], { ...made.env, ...cold });
  expect(up.code, up.output.slice(-4000)).toBe(0);
  const minutes = [setup.seconds, up.seconds].map((seconds) => (seconds / 60).toFixed(1));
  console.log(`make up with empty caches: ${minutes[0]} min of set-up, ${minutes[1]} min for the stack`);
  await eventually("all targets up", 60, async () => {
    const targets = await prometheusApi(made.url("prometheus")).targets();
    const down = targets.filter(({ health }) => health !== "up");
    if (targets.length === expectedTargets && down.length === 0) return true;
    throw new Error(
      `${targets.length} of ${expectedTargets}; ${down.map((each) => `${each.scrapeUrl}: ${each.lastError}`).join("; ")}`,
    );
  });
  expect((await run("git", ["-C", clone, "status", "--porcelain"])).output).toBe("");
}, 5_400_000);
