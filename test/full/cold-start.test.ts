import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../commands/workspace.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { secondEngine } from "../support/second-engine.ts";
import { eventually, run, TestStack } from "../support/test-stack.ts";

let directory: string;
let stack: TestStack;
let env: NodeJS.ProcessEnv;
let stopEngine: () => Promise<void>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "monitoring-cold-"));
  stack = await TestStack.make();
  const engine = await secondEngine(join(directory, "engine"));
  stopEngine = engine.stop;
  // Nothing of the warm cache, nor of this tree's packages, may be found.
  const warm = dirname((await run(join(root, "toolchain", "path"), [])).output.trim());
  const path = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => !entry.startsWith(warm) && !entry.startsWith(root));
  env = {
    ...stack.env,
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
  await run("make", ["-C", join(directory, "clone"), "down", `STACK=${stack.name}`, "PURGE=1"], env);
  await stopEngine();
  rmSync(stack.directory, { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}, 300_000);

test("a clone with empty caches ends with a healthy stack by one command", async () => {
  const clone = join(directory, "clone");
  expect((await run("git", ["clone", "--quiet", root, clone])).code).toBe(0);
  const up = await run("make", ["-C", clone, "up", `STACK=${stack.name}`], env);
  expect(up.code, up.output.slice(-4000)).toBe(0);
  console.log(`make up with empty caches: ${(up.seconds / 60).toFixed(1)} min`);
  await eventually("all targets up", 60, async () => {
    const targets = await prometheusApi(stack.url("prometheus")).targets();
    return targets.length === 9 && targets.every(({ health }) => health === "up") ? true : undefined;
  });
  expect((await run("git", ["-C", clone, "status", "--porcelain"])).output).toBe("");
}, 5_400_000);
