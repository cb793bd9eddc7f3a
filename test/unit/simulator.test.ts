import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { consumerInfo, consumerJob, errorTypes, operations, processingLatency } from "../../catalogue/churn.ts";
import { type Metric, sampleNames } from "../../catalogue/metric.ts";
import { advance, type ChurnState, churnModel } from "../../exporters/simulator/churn.ts";
import { type ChurnScenario, churnScenarios } from "../../exporters/simulator/churn-scenarios.ts";
import { FlagError, type Options, readFlags, usage } from "../../exporters/simulator/flags.ts";
import { listen } from "../../exporters/simulator/http.ts";
import { simulate } from "../../exporters/simulator/model.ts";
import { knownValues } from "../../exporters/simulator/series.ts";
import { simulations } from "../../exporters/simulator/simulations.ts";
import { type Simulator, startSimulator } from "../../exporters/simulator/simulator.ts";
import { churnAlerts } from "../../rules/alerts/churn/index.ts";

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface ParsedPage {
  readonly types: Readonly<Record<string, string>>;
  readonly helps: Readonly<Record<string, string>>;
  readonly series: readonly Series[];
}

const host = "127.0.0.1";
const scenarioNames = Object.keys(churnScenarios) as ChurnScenario[];
const listening = scenarioNames.filter((name) => churnScenarios[name].silent?.length === 0);

let simulator: Simulator;
let events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
let pass: (seconds: number) => void;
let ticking: boolean;

async function start(...args: string[]): Promise<Simulator> {
  // The others take time for every tick, and are held to their pages elsewhere.
  const all = [simulate(churnModel)] as const;
  const options = readFlags(["--host", host, "--port", "0", "--control-port", "0", ...args], all);
  if (options === "help") throw new Error("not a start");
  return startSimulator(
    all,
    options,
    (tick) => {
      ticking = true;
      pass = (seconds) => {
        // In steps, as the real clock does it.
        for (let step = 0; step < seconds * 4; step++) tick(0.25);
      };
      return () => {
        ticking = false;
      };
    },
    (event, fields) => events.push({ event, fields }),
  );
}

const appUrl = (path: string): string => `http://${host}:${simulator.ports[consumerJob.name]}${path}`;
const controlUrl = (path: string): string => `http://${host}:${simulator.controlPort}${path}`;
// A connection kept alive may be closed while a long clock run blocks the loop.
const ask = (url: string, method = "GET"): Promise<Response> =>
  fetch(url, { method, headers: { connection: "close" } });
const post = (path: string): Promise<Response> => ask(controlUrl(path), "POST");

async function play(scenario: ChurnScenario): Promise<void> {
  expect((await post(`/scenario/churn/${scenario}`)).status).toBe(200);
}

function parse(text: string): ParsedPage {
  const types: Record<string, string> = {};
  const helps: Record<string, string> = {};
  const series: Series[] = [];
  for (const line of text.split("\n").filter((each) => each !== "")) {
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (comment !== null) {
      const [, kind = "", name = "", rest = ""] = comment;
      (kind === "TYPE" ? types : helps)[name] = rest;
      continue;
    }
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (match === null) throw new Error(`not a line of the text format: ${line}`);
    const [, name = "", labels = "", value = ""] = match;
    series.push({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text]),
      ),
      value: Number(value),
    });
  }
  return { types, helps, series };
}

const page = async (): Promise<ParsedPage> => parse(await (await ask(appUrl("/metrics"))).text());

/** Sum of the series that carry the labels. */
const total = ({ series }: ParsedPage, name: string, labels: Record<string, string> = {}): number =>
  series
    .filter((each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0);

/** What a scenario adds to the page in some seconds. */
async function growth(seconds: number) {
  const before = await page();
  pass(seconds);
  const after = await page();
  return (name: string, labels: Record<string, string> = {}): number =>
    total(after, name, labels) - total(before, name, labels);
}

const isCounter = (name: string): boolean => /_(total|bucket|sum|count)$/.test(name);

beforeEach(async () => {
  events = [];
  simulator = await start();
});

afterEach(() => simulator.close());

describe("the page", () => {
  test.each(consumerJob.metrics.map((metric) => [metric.name, metric] as const))(
    "%s is as the catalogue declares it",
    async (name, metric: Metric) => {
      const { types, helps, series } = await page();
      expect(types[name]).toBe(metric.type === "info" ? "gauge" : metric.type);
      expect(helps[name]).toBe(metric.help);
      for (const sampleName of sampleNames(metric)) {
        const own = series.filter((each) => each.name === sampleName);
        expect(own).not.toEqual([]);
        const keys = [...Object.keys(metric.labels), ...(sampleName.endsWith("_bucket") ? ["le"] : [])].sort();
        for (const { labels } of own) expect(Object.keys(labels).sort()).toEqual(keys);
      }
    },
  );

  test("has no metric that the catalogue lacks", async () => {
    const { types, series } = await page();
    expect(Object.keys(types).sort()).toEqual(consumerJob.metrics.map(({ name }) => name).sort());
    const names = new Set(consumerJob.metrics.flatMap(sampleNames));
    expect(series.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  test("has the catalogue's buckets for every operation", async () => {
    const { series } = await page();
    for (const operation of operations) {
      const bounds = series
        .filter(({ name, labels }) => name === `${processingLatency.name}_bucket` && labels["operation"] === operation)
        .map(({ labels }) => labels["le"]);
      expect(bounds).toEqual([...processingLatency.buckets.map(String), "+Inf"]);
    }
  });

  test("starts every known series at 0, so that the first failure counts", async () => {
    const { series } = await page();
    const counters = series.filter(({ name }) => isCounter(name));
    expect(counters.every(({ value }) => value === 0)).toBe(true);
    const statuses = series.filter(({ name }) => name === "kafka_messages_processed_total");
    expect(statuses.map(({ labels }) => labels["status"]).sort()).toEqual(["failed", "success"]);
    const errors = series.filter(({ name }) => name === "kafka_messages_failed_total");
    expect(errors.map(({ labels }) => labels["error_type"])).toEqual(errorTypes);
  });

  test("gives the info once, as 1", async () => {
    const { series } = await page();
    const infos = series.filter(({ name }) => name === consumerInfo.name);
    expect(infos.map(({ value }) => value)).toEqual([1]);
    for (const [name, label] of Object.entries(consumerInfo.labels)) {
      expect(knownValues(label)).toContain(infos[0]?.labels[name]);
    }
  });

  test("comes in the text format; other paths and methods are refused", async () => {
    const response = await ask(appUrl("/metrics?x=1"));
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect((await ask(appUrl("/"))).status).toBe(404);
    expect((await ask(appUrl("/metrics"), "POST")).status).toBe(405);
  });
});

describe("scenarios", () => {
  test("healthy: 20 messages per second, 1 % failures over all kinds, no lag", async () => {
    const grown = await growth(60);
    expect(grown("kafka_messages_processed_total")).toBe(1200);
    expect(grown("kafka_messages_processed_total", { status: "failed" })).toBe(12);
    for (const error_type of errorTypes) expect(grown("kafka_messages_failed_total", { error_type })).toBe(3);
    const now = await page();
    expect(total(now, "kafka_consumer_lag")).toBe(0);
    expect(total(now, "kafka_consumer_broker_connected")).toBe(1);
    expect(total(now, "kafka_consumer_model_loaded")).toBe(1);
  });

  test("the total of a message is the sum of its steps", async () => {
    const grown = await growth(30);
    for (const operation of operations) {
      expect(grown("kafka_processing_latency_seconds_count", { operation })).toBe(600);
    }
    const seconds = (operation: string): number => grown("kafka_processing_latency_seconds_sum", { operation });
    expect(seconds("validation") + seconds("transformation") + seconds("inference")).toBeCloseTo(seconds("total"), 6);
    expect(seconds("total") / 600).toBeCloseTo(0.04, 3);
  });

  test("broker-lost: the broker is gone, nothing moves, no lag", async () => {
    await play("broker-lost");
    const grown = await growth(30);
    expect(grown("kafka_messages_processed_total")).toBe(0);
    const now = await page();
    expect(total(now, "kafka_consumer_broker_connected")).toBe(0);
    expect(total(now, "kafka_consumer_model_loaded")).toBe(1);
    expect(total(now, "kafka_consumer_lag")).toBe(0);
  });

  test("model-not-loaded: the model is missing, nothing moves, no lag", async () => {
    await play("model-not-loaded");
    const grown = await growth(30);
    expect(grown("kafka_messages_processed_total")).toBe(0);
    const now = await page();
    expect(total(now, "kafka_consumer_model_loaded")).toBe(0);
    expect(total(now, "kafka_consumer_broker_connected")).toBe(1);
    expect(total(now, "kafka_consumer_lag")).toBe(0);
  });

  test("error-burst: 30 % failures over all kinds", async () => {
    await play("error-burst");
    const grown = await growth(60);
    expect(grown("kafka_messages_processed_total")).toBe(1200);
    expect(grown("kafka_messages_processed_total", { status: "failed" })).toBe(360);
    for (const error_type of errorTypes) expect(grown("kafka_messages_failed_total", { error_type })).toBe(90);
  });

  test("slow-processing: every message is above a second, at the usual rate", async () => {
    await play("slow-processing");
    const grown = await growth(30);
    const latency = { operation: "total" };
    expect(grown("kafka_processing_latency_seconds_count", latency)).toBe(600);
    expect(grown("kafka_processing_latency_seconds_bucket", { ...latency, le: "1" })).toBe(0);
    expect(grown("kafka_processing_latency_seconds_sum", latency) / 600).toBeCloseTo(3, 1);
  });

  test("lag-growing: grows at once and on every partition, and stays below a high lag", async () => {
    await play("lag-growing");
    const first = await page();
    expect(total(first, "kafka_consumer_lag")).toBe(1500);
    const grown = await growth(30);
    expect(grown("kafka_consumer_lag")).toBe(60);
    for (const partition of ["0", "1", "2"]) expect(grown("kafka_consumer_lag", { partition })).toBe(20);
    pass(7200);
    expect(total(await page(), "kafka_consumer_lag")).toBe(9000);
  });

  test("lag-high: 20,000 on partitions that were not there, and steady", async () => {
    await play("lag-high");
    const grown = await growth(30);
    expect(grown("kafka_consumer_lag")).toBe(0);
    expect(grown("kafka_messages_processed_total")).toBe(600);
    const now = await page();
    expect(total(now, "kafka_consumer_lag")).toBe(20_000);
    for (const partition of ["0", "1", "2"]) expect(total(now, "kafka_consumer_lag", { partition })).toBe(0);
  });

  test("silence: nothing moves while 200 messages wait", async () => {
    await play("silence");
    const grown = await growth(30);
    expect(grown("kafka_messages_processed_total")).toBe(0);
    expect(total(await page(), "kafka_consumer_lag")).toBe(200);
  });

  test("crash: the port refuses, and the same port is back with the next scenario", async () => {
    pass(10);
    const before = await page();
    await play("crash");
    await expect(ask(appUrl("/metrics"))).rejects.toThrow();
    await expect(ask(appUrl("/health"))).rejects.toThrow();
    pass(10);
    expect((await ask(controlUrl("/healthz"))).status).toBe(200);
    await play("healthy");
    expect(total(await page(), "kafka_messages_processed_total")).toBe(total(before, "kafka_messages_processed_total"));
    expect((await ask(appUrl("/health"))).status).toBe(200);
  });

  test.each(listening.filter((name) => name !== "healthy"))("healthy is back at once after %s", async (scenario) => {
    await play(scenario);
    pass(10);
    await play("healthy");
    const now = await page();
    const lags = now.series.filter(({ name }) => name === "kafka_consumer_lag");
    expect(lags.map(({ labels, value }) => [labels["partition"], value])).toEqual([
      ["0", 0],
      ["1", 0],
      ["2", 0],
    ]);
    expect(total(now, "kafka_consumer_broker_connected") + total(now, "kafka_consumer_model_loaded")).toBe(2);
    expect((await growth(10))("kafka_messages_processed_total")).toBe(200);
  });

  test("counters never fall, whatever is played", async () => {
    let before = new Map<string, number>();
    for (const scenario of [...listening, ...listening.toReversed()]) {
      await play("crash");
      pass(1);
      await play(scenario);
      pass(7.25);
      const counters = (await page()).series
        .filter(({ name }) => isCounter(name))
        .map(({ name, labels, value }) => [`${name}${JSON.stringify(labels)}`, value] as const);
      for (const [key, value] of counters) expect(value, key).toBeGreaterThanOrEqual(before.get(key) ?? 0);
      for (const key of before.keys()) expect(counters.map(([name]) => name)).toContain(key);
      before = new Map(counters);
    }
    expect(before.size).toBeGreaterThan(0);
  });

  test("switches at the same time do not get in each other's way", async () => {
    await Promise.all([post("/scenario/churn/crash"), post("/scenario/churn/silence")]);
    await play("error-burst");
    expect((await ask(appUrl("/health"))).status).toBe(200);
  });

  test("name alerts that exist", () => {
    const known = churnAlerts.alerts.map(({ name }) => name);
    for (const { alerts } of Object.values(churnScenarios)) for (const name of alerts) expect(known).toContain(name);
    expect(churnScenarios.healthy.alerts).toEqual([]);
    for (const name of scenarioNames.filter((each) => each !== "healthy")) {
      expect(churnScenarios[name].alerts, name).not.toEqual([]);
    }
  });
});

describe("the step", () => {
  test("does not depend on how time is cut, nor change the state it is given", () => {
    const count = (steps: readonly number[]): number => {
      let state: ChurnState = churnModel.start;
      let done = 0;
      for (const seconds of steps) {
        const frozen = Object.freeze(state);
        const step = advance(frozen, churnScenarios["error-burst"], seconds);
        for (const { metric } of step.effects.increases) if (metric.name === "kafka_messages_failed_total") done++;
        state = step.state;
      }
      return done;
    };
    expect(count([10])).toBe(60);
    expect(count(Array.from({ length: 640 }, () => 1 / 64))).toBe(60);
  });

  test("of no time does nothing but tell the gauges", () => {
    const { effects } = advance(churnModel.start, churnScenarios.healthy, 0);
    expect(effects.increases).toEqual([]);
    expect(effects.observations).toEqual([]);
    expect(effects.gauges).toHaveLength(5);
  });
});

describe("health", () => {
  const faults: Partial<Record<ChurnScenario, Record<string, string>>> = {
    "broker-lost": { broker_connection: "fail" },
    "model-not-loaded": { model_loaded: "fail" },
  };

  test.each(listening)("of %s", async (scenario) => {
    await play(scenario);
    const response = await ask(appUrl("/health"));
    const fault = faults[scenario];
    expect(response.status).toBe(fault === undefined ? 200 : 503);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(await response.json()).toEqual({
      status: fault === undefined ? "healthy" : "unhealthy",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      checks: { broker_connection: "pass", model_loaded: "pass", ...fault },
    });
  });

  test("is what ConsumerUnhealthy follows", () => {
    const unhealthy = scenarioNames.filter((name) => {
      const { conditions } = churnScenarios[name];
      return !listening.includes(name) || Object.values(churnModel.checks?.(conditions) ?? {}).includes("fail");
    });
    const named = scenarioNames.filter((name) =>
      (churnScenarios[name].alerts as readonly string[]).includes("ConsumerUnhealthy"),
    );
    expect(named).toEqual(unhealthy);
  });
});

describe("the control port", () => {
  test("tells the current scenario and all others with their alerts", async () => {
    await play("silence");
    const overview = (await (await ask(controlUrl("/"))).json()) as {
      pipelines: Record<
        string,
        { scenario: string; scenarios: Record<string, { description: string; alerts: string[] }> }
      >;
    };
    const churn = overview.pipelines["churn"];
    expect(churn?.scenario).toBe("silence");
    expect(Object.keys(churn?.scenarios ?? {})).toEqual(scenarioNames);
    expect(churn?.scenarios["silence"]?.alerts).toEqual(["LowThroughput"]);
    for (const { description } of Object.values(churn?.scenarios ?? {})) expect(description).toMatch(/^[^\n]+\.$/);
  });

  test("refuses an unknown scenario or pipeline, and names those that exist", async () => {
    for (const path of [
      "/scenario/churn/nonsense",
      "/scenario/churn/constructor",
      "/scenario/churn",
      "/scenario/churn/crash/x",
    ]) {
      const response = await post(path);
      expect(response.status, path).toBe(404);
      expect(await response.json()).toEqual({ error: expect.stringContaining("churn"), allowed: scenarioNames });
    }
    const response = await post("/scenario/weather/healthy");
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: 'unknown pipeline "weather"',
      allowed: expect.arrayContaining(["churn"]),
    });
    expect((await ask(appUrl("/health"))).status).toBe(200);
  });

  test("switches by POST only", async () => {
    const response = await ask(controlUrl("/scenario/churn/crash"));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect((await post("/")).status).toBe(405);
    expect((await ask(controlUrl("/nothing"))).status).toBe(404);
  });

  test("a switch to the current scenario changes nothing", async () => {
    await play("lag-growing");
    pass(30);
    await play("lag-growing");
    expect(total(await page(), "kafka_consumer_lag")).toBe(1560);
    expect(events.filter(({ event }) => event === "scenario")).toEqual([
      { event: "scenario", fields: { pipeline: "churn", scenario: "lag-growing" } },
    ]);
  });
});

describe("start and stop", () => {
  test("starts in the scenario that is asked for, even one that does not listen", async () => {
    await simulator.close();
    simulator = await start("--scenario", "churn=crash");
    expect(events.at(-1)).toEqual({
      event: "start",
      fields: {
        host,
        controlPort: simulator.controlPort,
        ports: simulator.ports,
        scenarios: expect.objectContaining({ churn: "crash" }),
      },
    });
    await expect(ask(appUrl("/metrics"))).rejects.toThrow();
    await play("broker-lost");
    expect(total(await page(), "kafka_consumer_broker_connected")).toBe(0);
  });

  test("closes both ports and the clock", async () => {
    const [app, control] = [appUrl("/health"), controlUrl("/healthz")];
    await simulator.close();
    expect(ticking).toBe(false);
    await expect(fetch(app)).rejects.toThrow();
    await expect(fetch(control)).rejects.toThrow();
  });

  test("leaves nothing open when a port cannot be had", async () => {
    const free = await listen(() => {}, host, 0);
    await free.close();
    const port = `${consumerJob.name}=${free.port}`;
    await expect(start("--port", port, "--control-port", String(simulator.controlPort))).rejects.toThrow(/EADDRINUSE/);
    await expect(fetch(`http://${host}:${free.port}/health`)).rejects.toThrow();
  });

  test("tells when the port was taken while the application was down, and recovers when it is free", async () => {
    await play("crash");
    const squatter = await listen((_, response) => void response.end(), host, simulator.ports[consumerJob.name] ?? 0);
    const refused = await post("/scenario/churn/healthy");
    expect(refused.status).toBe(500);
    expect(await refused.json()).toEqual({ error: expect.stringContaining("EADDRINUSE") });
    await squatter.close();
    await play("healthy");
    expect((await ask(appUrl("/health"))).status).toBe(200);
  });
});

describe("flags", () => {
  const read = (...args: string[]) => readFlags(args, simulations());

  test("have the usual port of every page", () => {
    expect(read()).toEqual({
      host: "0.0.0.0",
      controlPort: 8001,
      ports: expect.objectContaining({ [consumerJob.name]: 8000 }),
      pushgateway: undefined,
      scenarios: {},
    });
  });

  test("are read", () => {
    const expected = {
      host: "::1",
      controlPort: 9001,
      ports: expect.objectContaining({ [consumerJob.name]: 9000 }),
      pushgateway: "http://gateway:9091",
      scenarios: { churn: "silence" },
    };
    const rest = ["--host", "::1", "--control-port", "9001", "--scenario", "churn=silence"];
    const pushing = ["--pushgateway", "http://gateway:9091"];
    expect(read("--port", `${consumerJob.name}=9000`, ...pushing, ...rest)).toEqual(expected);
    expect(read(`--port=${consumerJob.name}=9000`, "--port", "0", ...pushing, ...rest)).toEqual(expected);
    const free = read("--port", "0") as Options;
    expect(new Set(Object.values(free.ports))).toEqual(new Set([0]));
    expect(read("--help")).toBe("help");
    expect(usage(simulations())).toContain("broker-lost");
  });

  test.each([
    [["--port", "x"], /--port: "x" is not a port; allowed: 0 to 65535/],
    [["--port", "65536"], /"65536" is not a port/],
    [["--port", "9000"], /"9000" is not <job>=<port>/],
    [["--port", "weather=1"], /unknown job "weather"; allowed: kafka_consumer/],
    [["--pushgateway", "gateway"], /"gateway" is not a URL/],
    [["--control-port", "-1"], /control-port/],
    [["--control-port", "8000"], /port 8000 is asked for twice/],
    [["--scenario", "silence"], /"silence" is not <pipeline>=<scenario>/],
    [["--scenario", "churn=x"], /unknown scenario "x" of churn; allowed: healthy, /],
    [["--scenario", "weather=healthy"], /unknown pipeline "weather"; allowed: churn/],
    [["--host", ""], /--host/],
    [["--nonsense"], /nonsense/],
    [["positional"], /positional/],
  ])("%j is refused", (args, message) => {
    expect(() => read(...args)).toThrow(FlagError);
    expect(() => read(...args)).toThrow(message);
  });
});

describe("the program", () => {
  const main = fileURLToPath(new URL("../../exporters/simulator/main.ts", import.meta.url));

  function run(...args: string[]) {
    const child = spawn(process.execPath, [main, "--host", host, "--port", "0", "--control-port", "0", ...args]);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => {
      output.stdout += data;
    });
    child.stderr.on("data", (data) => {
      output.stderr += data;
    });
    return { child, output, exit: once(child, "close") };
  }

  test.each(["SIGTERM", "SIGINT"] as const)("logs, plays in real time, and ends quickly on %s", async (signal) => {
    const { child, output, exit } = run("--scenario", "churn=error-burst");
    try {
      await expect.poll(() => output.stdout, { timeout: 10_000 }).toContain("\n");
      const started = JSON.parse(output.stdout) as {
        event: string;
        controlPort: number;
        ports: Record<string, number>;
      };
      expect(started).toMatchObject({ event: "start", scenarios: expect.objectContaining({ churn: "error-burst" }) });
      const metrics = `http://${host}:${started.ports[consumerJob.name]}/metrics`;
      await expect
        .poll(async () => total(parse(await (await fetch(metrics)).text()), "kafka_messages_processed_total"), {
          timeout: 5_000,
        })
        .toBeGreaterThan(10);
      await fetch(`http://${host}:${started.controlPort}/scenario/churn/silence`, { method: "POST" });
      await expect.poll(() => output.stdout.trim().split("\n").length).toBe(2);
      expect(JSON.parse(output.stdout.trim().split("\n")[1] ?? "")).toMatchObject({
        event: "scenario",
        pipeline: "churn",
        scenario: "silence",
      });
      const asked = performance.now();
      child.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(performance.now() - asked).toBeLessThan(1_000);
      expect(output.stderr).toBe("");
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("ends with 2 on a wrong flag, and says what is allowed", async () => {
    const { output, exit } = run("--scenario", "churn=x");
    expect(await exit).toEqual([2, null]);
    expect(output.stdout).toBe("");
    expect(output.stderr).toContain('simulator: --scenario: unknown scenario "x" of churn; allowed: healthy, ');
    expect(output.stderr).toContain("Usage:");
  });

  test("ends with 1 when a port is taken", async () => {
    const { output, exit } = run("--control-port", String(simulator.controlPort));
    expect(await exit).toEqual([1, null]);
    expect(output.stderr).toMatch(/EADDRINUSE/);
  });

  test("explains itself", async () => {
    const { output, exit } = run("--help");
    expect(await exit).toEqual([0, null]);
    expect(output.stdout).toContain("--control-port");
  });
});
