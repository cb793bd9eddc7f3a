import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { renderAlertmanager } from "../../rules/delivery/alertmanager.ts";
import {
  receiverSecretFile,
  secretPath,
  smtpPasswordFile,
  watchdogUrlFile,
} from "../../rules/delivery/secret-files.ts";
import { contactPoints, notificationRoutes } from "../../rules/grafana/delivery.ts";
import { receiverSecretFaults, secretParts } from "../../settings/receiver-secrets.ts";
import { neededSecrets } from "../../settings/secrets.ts";
import type { Settings } from "../../settings/settings.ts";
import { devSettings, type Values } from "../support/unit-config.ts";
import { everyWay, ownRoute } from "../support/unit-receivers.ts";

interface Rendered {
  readonly route: { readonly receiver: string; readonly routes: readonly Values[] };
  readonly receivers: readonly Values[];
  readonly time_intervals?: unknown;
}
const rendered = (settings: Settings): Rendered => load(renderAlertmanager(settings)) as Rendered;
const receiver = (settings: Settings, name: string) => rendered(settings).receivers.find((one) => one["name"] === name);
const told = devSettings({ "receivers.on-call": everyWay });

describe("a receiver", () => {
  test("is told in every way that stack config names", () => {
    expect(Object.keys(receiver(told, "on-call") ?? {})).toEqual([
      "name",
      "email_configs",
      "slack_configs",
      "pagerduty_configs",
      "webhook_configs",
      "msteamsv2_configs",
    ]);
    expect(Object.keys(receiver(told, "email-notifications") ?? {})).toEqual(["name", "email_configs"]);
  });

  test("tells of ends unless it should not", () => {
    const quiet = devSettings({
      "receivers.x": { slack: { channel: "#x", sendResolved: false }, webhook: { sendResolved: false, maxAlerts: 5 } },
    });
    expect(receiver(told, "on-call")).toMatchObject({
      slack_configs: [{ send_resolved: true }],
      pagerduty_configs: [{ send_resolved: true }],
      webhook_configs: [{ send_resolved: true, max_alerts: 0 }],
      msteamsv2_configs: [{ send_resolved: true }],
    });
    expect(receiver(quiet, "x")).toMatchObject({
      slack_configs: [{ channel: "#x", send_resolved: false }],
      webhook_configs: [{ send_resolved: false, max_alerts: 5 }],
    });
  });

  test("may tell nobody", () => {
    expect(receiver(devSettings({ "receivers.quiet": { none: true } }), "quiet")).toEqual({ name: "quiet" });
  });

  test("has a token of an app in place of a webhook's URL where stack config says so", () => {
    const settings = devSettings({ "receivers.x.slack": { channel: "#x", auth: "token" } });
    const { slack_configs: configs } = receiver(settings, "x") as { slack_configs: readonly Values[] };
    expect(configs).toMatchObject([{ app_token_file: "/etc/pipeline-monitoring/secrets/receiver-x-slack" }]);
    expect(configs[0]).not.toHaveProperty("api_url_file");
  });

  test("has its webhook's URL where stack config has it", () => {
    const settings = devSettings({ "receivers.x.webhook.url": "https://hooks.example.com/x" });
    expect(receiver(settings, "x")).toMatchObject({ webhook_configs: [{ url: "https://hooks.example.com/x" }] });
    expect(neededSecrets(settings)).not.toContain("receiverSecrets");
  });
});

describe("secrets", () => {
  const settings = devSettings({
    "receivers.on-call": everyWay,
    watchdog: {},
    "smtp.username": "alertmanager",
    "smtp.requireTls": true,
  });

  test("stand in the configuration as files alone, and these are the ones that the server gets", () => {
    const text = renderAlertmanager(settings);
    const named = [...text.matchAll(/^ *(?:- )?(\w+): (\/etc\/\S+)$/gm)].map(([, key, path]) => [key, path]);
    expect(named.every(([key]) => key?.endsWith("_file"))).toBe(true);
    const given = [...secretParts(settings).map(receiverSecretFile), smtpPasswordFile, watchdogUrlFile];
    expect(named.map(([, path]) => path).sort()).toEqual(given.map(secretPath).sort());
    expect(text).not.toMatch(/\b(api_url|app_token|routing_key|webhook_url|password): |\burl: http/);
    expect(neededSecrets(settings)).toEqual(expect.arrayContaining(["receiverSecrets", "watchdogUrl", "smtpPassword"]));
    expect(neededSecrets(devSettings())).toEqual(["grafanaAdminPassword"]);
  });

  const right = {
    "on-call": {
      slack: "https://hooks.slack.com/services/x",
      pagerduty: "0123456789abcdef",
      webhook: "https://hooks.example.com/x",
      msteams: "https://example.webhook.office.com/x",
    },
  };

  test("are enough", () => {
    expect(receiverSecretFaults(settings, JSON.stringify(right))).toEqual([]);
    expect(receiverSecretFaults(devSettings(), "{}")).toEqual([]);
  });

  test.each([
    ["no JSON", "hunter2", ["receiverSecrets"]],
    ["a list", "[]", ["receiverSecrets"]],
    ["a text for a receiver", '{"on-call": "hunter2"}', ["receiverSecrets"]],
    [
      "no receiver",
      "{}",
      ["slack", "pagerduty", "webhook", "msteams"].map((kind) => `receiverSecrets.on-call.${kind}`),
    ],
    [
      "a kind missing",
      JSON.stringify({ "on-call": { ...right["on-call"], pagerduty: undefined } }),
      ["receiverSecrets.on-call.pagerduty"],
    ],
    [
      "a token for a URL",
      JSON.stringify({ "on-call": { ...right["on-call"], slack: "xoxb-hunter2" } }),
      ["receiverSecrets.on-call.slack"],
    ],
  ])("with %s are refused, and not repeated", (_, json, paths) => {
    const faults = receiverSecretFaults(settings, json);
    expect(faults.map(({ path }) => path)).toEqual(paths);
    expect(JSON.stringify(faults)).not.toContain("hunter2");
  });

  test("are a token where stack config says so", () => {
    const app = devSettings({ "receivers.x.slack": { channel: "#x", auth: "token" } });
    expect(receiverSecretFaults(app, '{"x": {"slack": "xoxb-1"}}')).toEqual([]);
    expect(receiverSecretFaults(app, '{"x": {"slack": "https://a.example.com"}}')).toHaveLength(1);
  });
});

describe("routes", () => {
  test("are the Watchdog's, then own ones in their order, then one a severity", () => {
    const { route, time_intervals } = rendered(
      devSettings({
        "alertmanager.ownRoutes": [ownRoute, { match: { service: ["a"] }, receiver: "email-notifications" }],
        "exporters.a": { image: "docker.io/example/exporter:1.0", port: 9200 },
        "alertmanager.routes.info": { receiver: "email-notifications", except: "businessHours" },
      }),
    );
    expect(route.routes).toEqual([
      { receiver: "null", matchers: ['alertname="Watchdog"'] },
      {
        receiver: "email-notifications",
        group_by: ["pipeline"],
        group_wait: "1s",
        group_interval: "2m",
        repeat_interval: "3h",
        active_time_intervals: ["business-hours"],
        matchers: [
          'team="data-engineering"',
          'service="kafka"',
          'pipeline=~"trade|k2-streaming"',
          'component="kafka"',
          'severity="critical"',
          'alertname="KafkaBrokerDown"',
        ],
        continue: true,
      },
      { receiver: "email-notifications", matchers: ['service="a"'] },
      { receiver: "email-notifications", mute_time_intervals: ["business-hours"], matchers: ['severity="info"'] },
    ]);
    expect(time_intervals).toEqual([
      {
        name: "business-hours",
        time_intervals: [
          {
            weekdays: ["monday", "tuesday", "wednesday", "thursday", "friday"],
            times: [{ start_time: "08:00", end_time: "18:00" }],
          },
        ],
      },
    ]);
  });

  test("keep to no hours unless they should", () => {
    expect(rendered(devSettings())).not.toHaveProperty("time_intervals");
  });
});

describe("the Watchdog", () => {
  const routeOf = (settings: Settings) => rendered(settings).route.routes[0];

  test("is heard by nobody, a URL that is a secret, or a receiver", () => {
    expect(routeOf(devSettings())).toMatchObject({ receiver: "null" });
    expect(receiver(devSettings(), "heartbeat")).toBeUndefined();
    expect(routeOf(devSettings({ watchdog: {} }))).toMatchObject({ receiver: "heartbeat" });
    expect(receiver(devSettings({ watchdog: {} }), "heartbeat")).toEqual({
      name: "heartbeat",
      webhook_configs: [{ url_file: "/etc/pipeline-monitoring/secrets/watchdog-url", send_resolved: false }],
    });
    const snitch = devSettings({
      "receivers.snitch.webhook": { sendResolved: false },
      watchdog: { receiver: "snitch" },
    });
    expect(routeOf(snitch)).toMatchObject({ receiver: "snitch" });
    expect(receiver(snitch, "heartbeat")).toBeUndefined();
    expect(neededSecrets(snitch)).not.toContain("watchdogUrl");
  });

  test.each([
    ["30s", "15s"],
    ["1m", "30s"],
    ["5m", "150s"],
  ])("is told every %s", (every, repeat) => {
    expect(routeOf(devSettings({ watchdog: { every } }))).toMatchObject({
      group_wait: "0s",
      group_interval: every,
      // Less than the interval, or each second one would be left out.
      repeat_interval: repeat,
    });
  });

  test("has an ear in prod", () => {
    expect(trackedSettings("prod").watchdog).toEqual({ every: "1m" });
  });
});

describe("Grafana's own alerts", () => {
  test("go by the same ways, and nowhere to nobody", () => {
    const settings = devSettings({
      "receivers.on-call": everyWay,
      "receivers.quiet": { none: true },
      "alertmanager.routes": { critical: { receiver: "on-call" }, info: { receiver: "quiet" } },
    });
    expect(contactPoints(settings).map(({ name, ...ways }) => [name, Object.keys(ways)])).toEqual([
      ["email-notifications", ["email"]],
      ["on-call", ["email", "slack", "pagerduty", "webhook", "msteams"]],
    ]);
    expect(notificationRoutes(settings).policies.map(({ contactPoint }) => contactPoint)).toEqual([
      "on-call",
      "email-notifications",
      "email-notifications",
    ]);
  });
});
