import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, TestStack } from "../support/test-stack.ts";

type Values = Record<string, unknown>;

let stack: TestStack;
beforeAll(async () => {
  stack = await TestStack.make();
  await stack.run("password");
});
afterAll(() => stack?.destroy(), 60_000);

const churn = {
  targets: { kafka_consumer: { static: ["simulator:8000"] } },
  healthUrls: ["http://simulator:8000/health"],
};

/** Wrong values by what is wrong, with the paths that the message must name. */
const wrong: readonly (readonly [string, Values, readonly string[]])[] = [
  ["a platform that does not exist", { platform: "nomad" }, ["platform"]],
  ["an environment with spaces", { environment: "my stack" }, ["environment"]],
  ["an address that is none", { bindAddress: "localhost" }, ["bindAddress"]],
  ["an unknown top-level key", { promtheus: {} }, ["promtheus"]],
  ["an unknown nested key", { prometheus: { retention: "15d" } }, ["prometheus.retention"]],
  ["a bad duration", { prometheus: { retentionTime: "15 days" } }, ["prometheus.retentionTime"]],
  ["a retention that is too short", { prometheus: { retentionTime: "5m" } }, ["prometheus.retentionTime"]],
  ["a bad size", { prometheus: { retentionSize: "ten" } }, ["prometheus.retentionSize"]],
  ["a number for a duration", { prometheus: { scrapeInterval: 15 } }, ["prometheus.scrapeInterval"]],
  ["a timeout over the interval", { prometheus: { scrapeTimeout: "30s" } }, ["prometheus.scrapeTimeout"]],
  ["a port out of range", { ports: { grafana: 70_000 } }, ["ports.grafana"]],
  ["a port that is text", { ports: { grafana: "http" } }, ["ports.grafana"]],
  ["two services on a port", { ports: { grafana: 9090, prometheus: 9090 } }, ["ports.grafana"]],
  ["an image without tag", { images: { prometheus: "prom/prometheus" } }, ["images.prometheus"]],
  ["an image of no service", { images: { loki: "grafana/loki:3.0.0" } }, ["images.loki"]],
  ["a link that is no URL", { links: { grafana: "grafana.example.com" } }, ["links.grafana"]],
  ["a list that is text", { receivers: { team: { email: { to: "a@b.c" } } } }, ["receivers.team.email.to"]],
  ["a receiver without address", { receivers: { team: { email: { to: [] } } } }, ["receivers.team.email.to"]],
  [
    "a bad address",
    { receivers: { "email-notifications": { email: { to: ["team"] } } } },
    ["receivers.email-notifications.email.to.0"],
  ],
  [
    "a route to a missing receiver",
    { alertmanager: { routes: { critical: { receiver: "pager" } } } },
    ["alertmanager.routes.critical.receiver"],
  ],
  ["no receiver at all", { receivers: {} }, ["alertmanager.defaultReceiver"]],
  [
    "a route for no severity",
    { alertmanager: { routes: { fatal: { receiver: "x" } } } },
    ["alertmanager.routes.fatal"],
  ],
  ["a mail server without port", { smtp: { smarthost: "mail", from: "a@b.c" } }, ["smtp.smarthost"]],
  ["mail without catcher", { mail: { enabled: false } }, ["smtp.smarthost"]],
  [
    "a simulator that is off",
    { simulator: { enabled: false }, pipelines: { churn }, monitoring: {} },
    ["pipelines.churn.targets.kafka_consumer.static", "pipelines.churn.healthUrls"],
  ],
  ["a simulator in production", { environment: "prod" }, ["simulator.enabled", "mail.enabled", "watchdog"]],
  ["a pipeline that does not exist", { pipelines: { churn, chrun: churn } }, ["pipelines.chrun"]],
  ["a pipeline without targets", { pipelines: { churn: { targets: {} } } }, ["pipelines.churn.targets"]],
  [
    "a target without port",
    { pipelines: { churn: { targets: { kafka_consumer: { static: ["consumer"] } } } } },
    ["pipelines.churn.targets.kafka_consumer.static.0"],
  ],
  ["an unknown alert", { alerts: { churn: { HighErorRate: { enabled: false } } } }, ["alerts.churn.HighErorRate"]],
  ["an alert of an unknown pipeline", { alerts: { trades: {} } }, ["alerts.trades"]],
  [
    "a threshold out of range",
    { alerts: { churn: { HighErrorRate: { threshold: 5 } } } },
    ["alerts.churn.HighErrorRate.threshold"],
  ],
  [
    "a latency beyond the buckets",
    { alerts: { churn: { HighProcessingLatency: { threshold: 20 } } } },
    ["alerts.churn.HighProcessingLatency.threshold"],
  ],
  [
    "a window for an alert without one",
    { alerts: { churn: { ModelNotLoaded: { window: "5m" } } } },
    ["alerts.churn.ModelNotLoaded.window"],
  ],
  [
    "a window under two scrapes",
    { alerts: { churn: { HighErrorRate: { window: "20s" } } } },
    ["alerts.churn.HighErrorRate.window"],
  ],
  [
    "a severity that does not exist",
    { alerts: { churn: { HighErrorRate: { severity: "page" } } } },
    ["alerts.churn.HighErrorRate.severity"],
  ],
  ["too little memory", { resources: { grafana: { memoryMiB: 1 } } }, ["resources.grafana.memoryMiB"]],
  [
    "an exporter named like a service",
    { exporters: { grafana: { image: "a/b:1", port: 9100 } } },
    ["exporters.grafana"],
  ],
  ["two faults at once", { bindAddress: "x", prometheus: { foo: 1 } }, ["bindAddress", "prometheus.foo"]],
];

describe("a wrong configuration fails at preview, by the real engine", () => {
  test.each(wrong)("%s", async (_, values, paths) => {
    stack.reconfigure(values);
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    const message = output.slice(output.indexOf("The config of stack"));
    expect(message).toMatch(/^The config of stack '\w+' has \d+ faults?, nothing was changed:/);
    for (const path of paths)
      expect(message).toMatch(new RegExp(`  - ${path.replaceAll(".", "\\.")}: .*; allowed: .+`));
    expect(message.match(/; allowed: /g)).toHaveLength(paths.length);
    expect(output).not.toMatch(/ at .*\.ts:\d+|\[object Object\]/);
  });

  test("and touches nothing", () => {
    for (const [kind, ...all] of [["container", "--all"], ["network"], ["volume"]] as const) {
      expect(docker(kind, "ls", ...all, "--filter", `label=${stack.label}`, "--quiet")).toBe("");
    }
  });

  test("while the right one passes", async () => {
    stack.reconfigure({});
    const { code, output } = await stack.run("preview");
    expect(code, output).toBe(0);
  });
});
