import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { settingsKeys } from "../../commands/settings-keys.ts";
import { defaultTuning, severities } from "../../rules/alert.ts";
import { type AlertingRule, pipelineRules } from "../../rules/rule-files.ts";
import { formatValue } from "../../rules/units.ts";
import { SettingsError } from "../../settings/fault.ts";
import { defaultImages } from "../../settings/images.ts";
import { schema } from "../../settings/schema.ts";
import { type Settings, validate } from "../../settings/settings.ts";
import { allAlerts, changed, devSettings, otherNumber, stackConfig, type Values } from "../support/unit-config.ts";
import { panelOf } from "../support/unit-dashboard.ts";
import { kafkaCluster } from "../support/unit-kafka-cluster.ts";
import { mutated, random } from "../support/unit-mutation.ts";
import { partsOf } from "../support/unit-promql.ts";
import { everyWay, ownRoute } from "../support/unit-receivers.ts";
import type { Expected } from "../support/unit-wrong.ts";
import { exporter, user, wrong } from "../support/unit-wrong-config.ts";

/** What `validate` throws; anything else than faults, or nothing at all, fails. */
function refusal(input: Values, stack = "dev"): SettingsError {
  try {
    validate(stack, input);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error("was accepted");
}

/** What is wrong with a message; empty when people can read it. */
function messageFaults({ message, faults }: SettingsError): readonly string[] {
  const [head = "", ...lines] = message.split("\n");
  const heading = /^The config of stack '[^']+' has (1 fault|\d+ faults), nothing was changed:$/;
  return [
    ...(heading.test(head) ? [] : [`begins with: ${head}`]),
    ...(lines.length === faults.length ? [] : [`has ${lines.length} lines for ${faults.length} faults`]),
    ...lines.filter((line) => !/^ {2}- \S.*: .+; allowed: \S.*$/.test(line)).map((line) => `has the line: ${line}`),
    ...["[object Object]", "undefined", "invalid input", "expected "]
      .filter((word) => message.toLowerCase().includes(word.toLowerCase()))
      .map((word) => `says ${word}`),
    // Part of names such as DistributionAnomaly, if its case does not matter.
    ...(/\bNaN\b/.test(message) ? ["says NaN"] : []),
    ...(/^\s+at |\.ts:\d+/m.test(message) ? ["has a stack trace"] : []),
  ];
}

describe("the stack files", () => {
  test("dev is a whole stack on one machine", () => {
    expect(trackedSettings("dev")).toMatchObject({
      stack: "dev",
      environment: "dev",
      platform: "docker",
      simulator: { enabled: true },
      mail: { enabled: true },
      alertmanager: { groupInterval: "1m", repeatInterval: "1h", groupWait: "10s" },
      smtp: { smarthost: "mail:1025", requireTls: false },
      pipelines: { churn: { enabled: true, targets: { kafka_consumer: { static: ["simulator:8000"] } } } },
    });
  });

  test("prod keeps more, tells those on call, has a heartbeat and no stand-ins", () => {
    expect(trackedSettings("prod")).toMatchObject({
      environment: "prod",
      prometheus: { retentionTime: "30d", retentionSize: "50GB", scrapeInterval: "15s" },
      links: { grafana: "https://grafana.example.com" },
      simulator: { enabled: false },
      mail: { enabled: false },
      smtp: { requireTls: true, username: "alertmanager@example.com" },
      alertmanager: { routes: { critical: { receiver: "on-call", repeatInterval: "1h" } } },
      watchdog: { every: "1m" },
      resources: { prometheus: { memoryMiB: 4096, cpus: 2 }, alertmanager: { memoryMiB: 128, cpus: 0.25 } },
    });
  });

  test("neither has a key that validation would drop", () => {
    for (const stack of ["dev", "prod"]) {
      const keys = Object.keys(stackConfig(stack));
      expect(keys.length).toBeGreaterThan(3);
      expect(trackedSettings(stack)).toMatchObject(Object.fromEntries(keys.map((key) => [key, expect.anything()])));
    }
  });
});

describe("defaults", () => {
  const least: Values = {
    smtp: { smarthost: "smtp.example.com:587", from: "a@example.com" },
    receivers: { "email-notifications": { email: { to: ["b@example.com"] } } },
  };
  const settings = validate("some-stack", least);

  test("are the documented ones", () => {
    expect(settings).toMatchObject({
      stack: "some-stack",
      environment: "some-stack",
      platform: "docker",
      bindAddress: "127.0.0.1",
      ports: {
        prometheus: 9090,
        alertmanager: 9093,
        pushgateway: 9091,
        grafana: 3000,
        runbooks: 8088,
        simulator: 8001,
        mail: 8025,
      },
      images: defaultImages,
      prometheus: {
        scrapeInterval: "15s",
        scrapeTimeout: "10s",
        evaluationInterval: "15s",
        retentionTime: "15d",
        retentionSize: "10GB",
      },
      alertmanager: {
        groupBy: ["alertname", "pipeline", "severity"],
        groupWait: "10s",
        groupInterval: "5m",
        repeatInterval: "12h",
        defaultReceiver: "email-notifications",
        routes: {},
      },
      receivers: { "email-notifications": { email: { sendResolved: true } } },
      smtp: { requireTls: true },
      grafana: { adminUser: "admin", users: [] },
      simulator: { enabled: false },
      mail: { enabled: false },
      exporters: {},
      pipelines: {},
      monitoring: { team: "data-engineering" },
    });
    expect(settings.resources.prometheus).toEqual({ memoryMiB: 1024, cpus: 1 });
  });

  test("of links follow bind address and port, and lose a slash at the end", () => {
    expect(settings.links.grafana).toBe("http://127.0.0.1:3000");
    expect(validate("x", { ...least, bindAddress: "::1", ports: { grafana: 3001 } }).links.grafana).toBe(
      "http://[::1]:3001",
    );
    expect(validate("x", { ...least, links: { runbooks: "https://r.example.com/a//" } }).links.runbooks).toBe(
      "https://r.example.com/a",
    );
  });

  test.each(allAlerts)("of $path are the alert's own", ({ pipeline, alert }) => {
    expect(settings.tuning(pipeline.catalogue.name, alert)).toEqual(defaultTuning(alert));
  });
});

describe("a wrong configuration", () => {
  test("has more than forty cases, no two with one name", () => {
    expect(wrong.length).toBeGreaterThan(40);
    expect(new Set(wrong.map(([what]) => what)).size).toBe(wrong.length);
  });

  test.each(wrong)("%s", (_, changes, expected) => {
    const error = refusal(changed(stackConfig("dev"), changes));
    expect(error.faults.map(({ path }) => path).sort()).toEqual(Object.keys(expected).sort());
    for (const { path, allowed } of error.faults) {
      const [shown, right] = expected[path] as Expected[string];
      if (typeof right === "string") expect(allowed).toBe(right);
      else expect(allowed).toMatch(right);
      expect(error.message.split("\n")).toContain(`  - ${path}: ${shown}; allowed: ${allowed}`);
    }
    expect(messageFaults(error)).toEqual([]);
  });

  test("names the stack", () => {
    expect(refusal({ ...stackConfig("dev"), bindAddress: "x" }, "staging").message).toMatch(
      /^The config of stack 'staging' has 1 fault,/,
    );
  });

  test("is not what the same values make when they are right", () => {
    expect(() => devSettings({ "simulator.enabled": false, pipelines: {}, monitoring: {} })).not.toThrow();
    expect(() => devSettings({ "ports.grafana": 8025, mail: {}, "smtp.smarthost": "a:25" })).not.toThrow();
    expect(() =>
      devSettings({ "prometheus.scrapeTimeout": "15s", "alerts.churn.HighErrorRate.window": "30s" }),
    ).not.toThrow();
    expect(() => devSettings({ receivers: {}, "alertmanager.defaultReceiver": "x" })).toThrow(SettingsError);
  });
});

describe("every settings key", () => {
  const keys = settingsKeys().map(({ path, group }) => ({ path: path.join("."), group }));
  // Something for each free name and list to be wrong in.
  const full = changed(stackConfig("dev"), {
    "exporters.x": exporter,
    "kafkaLag.x": kafkaCluster,
    "grafana.users": [user],
    "receivers.email-notifications": everyWay,
    "alertmanager.ownRoutes": [ownRoute],
    watchdog: {},
    ...Object.fromEntries(
      keys
        .filter(({ path }) => path.endsWith(".dns"))
        .map(({ path }) => [path, [{ name: "a.example.com", type: "A", port: 1 }]]),
    ),
  });
  const named = (path: string): string =>
    path
      .replace("receivers.<name>", "receivers.email-notifications")
      .replace("exporters.<name>", "exporters.x")
      .replace("kafkaLag.<name>", "kafkaLag.x");

  test("is among the cases", () => {
    expect(keys.length).toBeGreaterThan(100);
    expect(() => validate("dev", full)).not.toThrow();
  });

  test.each(keys)("$path refuses a value of a wrong type", ({ path }) => {
    const at = named(path);
    const nonsense = [[{ wrong: [] }], false, { wrong: {} }, 7].filter((value) => {
      const { faults } = refusalOrNone(changed(full, { [at]: value }));
      return faults.some((fault) => fault.path === at || fault.path.startsWith(`${at}.`));
    });
    // A flag is right for a flag, a number for a number, and so on; all the others are refused.
    expect(nonsense.length).toBeGreaterThanOrEqual(3);
  });

  function refusalOrNone(input: Values): Pick<SettingsError, "faults"> {
    try {
      validate("dev", input);
      return { faults: [] };
    } catch (error) {
      if (error instanceof SettingsError) return error;
      throw error;
    }
  }
});

describe("an alert's options", () => {
  const usual = devSettings();
  const rulesOf = (settings: Settings): ReadonlyMap<string, AlertingRule> =>
    new Map(
      pipelineRules(settings).flatMap(({ pipeline, alerts }) =>
        alerts.map((rule) => [`alerts.${pipeline}.${rule.alert}`, rule]),
      ),
    );
  const usualRules = rulesOf(usual);

  /** The one rule that changes with the given options; others, and those that come or go, fail. */
  function onlyRuleAt(path: string, changes: Values): AlertingRule {
    const rules = rulesOf(devSettings(changes));
    expect([...rules.keys()]).toEqual([...usualRules.keys()]);
    const different = [...rules].filter(([alert, rule]) => !isDeepStrictEqual(rule, usualRules.get(alert)));
    expect(different.map(([alert]) => alert)).toEqual([path]);
    return rules.get(path) as AlertingRule;
  }

  const numbers = allAlerts
    .flatMap((entry) =>
      Object.entries(entry.alert.numbers).map(([number, declared]) => ({ ...entry, number, declared })),
    )
    .map((entry, index) => ({
      ...entry,
      option: `${entry.path}.${entry.number}`,
      value: otherNumber(entry.declared, index),
    }));
  const windows = allAlerts.filter(({ alert }) => alert.window !== undefined);

  test("are all tried, each with a value that no other has", () => {
    expect(allAlerts.length).toBeGreaterThan(0);
    expect([...usualRules.keys()]).toEqual(allAlerts.map(({ path }) => path));
    expect(numbers.length).toBeGreaterThan(allAlerts.length / 2);
    expect(new Set(numbers.map(({ value }) => value)).size).toBe(numbers.length);
    expect(windows.length).toBeGreaterThan(0);
  });

  test.each(allAlerts)("$path.enabled takes this rule away and no other", ({ path }) => {
    const left = rulesOf(devSettings({ [`${path}.enabled`]: false }));
    expect([...left]).toEqual([...usualRules].filter(([name]) => name !== path));
    expect(rulesOf(devSettings({ [`${path}.enabled`]: true })).get(path)).toEqual(usualRules.get(path));
  });

  test.each(allAlerts)("$path.severity is the rule's label", ({ alert, path }) => {
    for (const severity of severities.filter((other) => other !== alert.severity)) {
      expect(onlyRuleAt(path, { [`${path}.severity`]: severity }).labels["severity"]).toBe(severity);
    }
  });

  test.each(allAlerts)("$path.for is the rule's, and not its window", ({ path }) => {
    const rule = onlyRuleAt(path, { [`${path}.for`]: "37m" });
    expect(rule.for).toBe("37m");
    expect(rule.expr).toBe(usualRules.get(path)?.expr);
  });

  test.each(windows)("$path.window is that of every rate of the rule", ({ alert, path }) => {
    const rule = onlyRuleAt(path, { [`${path}.window`]: "41m" });
    const used = partsOf(rule.expr).windows;
    const before = partsOf(usualRules.get(path)?.expr ?? "").windows;
    expect(used).toContain("41m");
    // Shorter ranges follow the window.
    if (alert.shortWindow === 1) expect(used).not.toContain(alert.window);
    else expect(used.filter((window) => before.includes(window))).toEqual([]);
    expect(rule.for).toBe(alert.for);
  });

  test.each(allAlerts)("$path has a window option exactly if its rule has a window", ({ alert, path }) => {
    expect(partsOf(usualRules.get(path)?.expr ?? "").windows.length > 0).toBe(alert.window !== undefined);
  });

  /** Whether the number stands in the expression as it is; an objective and its factor make a limit together. */
  const isLiteral = ({ path, declared }: (typeof numbers)[number]): boolean =>
    partsOf(usualRules.get(path)?.expr ?? "").numbers.includes(declared.default);

  test("are mostly compared as they are", () => {
    const derived = numbers.filter((entry) => !isLiteral(entry)).map(({ number }) => number);
    expect([...new Set(derived)].sort()).toEqual(["factor", "objective"]);
  });

  test.each(numbers)("$option is compared in the rule", (entry) => {
    const { path, option, value, declared } = entry;
    const { expr } = onlyRuleAt(path, { [option]: value });
    expect(expr).not.toBe(usualRules.get(path)?.expr);
    if (!isLiteral(entry)) return;
    expect(partsOf(expr).numbers).toContain(value);
    expect(partsOf(expr).numbers).not.toContain(declared.default);
  });

  const thresholds = numbers.filter(({ number }) => number === "threshold");

  test.each(thresholds)("$option stands in the rule's description", ({ path, option, value, declared }) => {
    const before = usualRules.get(path)?.annotations["description"] ?? "";
    const after = onlyRuleAt(path, { [option]: value }).annotations["description"] ?? "";
    expect(before).toContain(formatValue(declared.default, declared.unit));
    expect(after).toBe(before.replace(formatValue(declared.default, declared.unit), formatValue(value, declared.unit)));
    expect(after).not.toBe(before);
  });

  // The panels that all pipelines share show the thresholds of the monitoring.
  test.each(thresholds.filter(({ alert, pipeline }) => alert.runbooks === undefined || pipeline.always))(
    "$option is a line or colour of the alert's panel, and stands in the panel's text",
    ({ alert, option, value, declared }) => {
      const before = panelOf(usual, alert.panel);
      const after = panelOf(devSettings({ [option]: value }), alert.panel);
      // A panel may show the good share, as such or as a percentage, where the alert counts the bad one.
      const asIs = before.steps.includes(declared.default);
      const turned = declared.unit === "ratio" && !asIs;
      const scale = before.steps.includes(1 - declared.default) ? 1 : 100;
      const drawn = (number: number) => (turned ? scale * (1 - number) : number);
      expect(before.steps).toContain(drawn(declared.default));
      expect(after.steps).toContain(drawn(value));
      expect(after.steps).not.toContain(drawn(declared.default));
      const shown = (number: number) => formatValue(turned ? 1 - number : number, declared.unit);
      // A panel's text may name the line by its colour instead.
      if (before.description.includes(shown(declared.default))) expect(after.description).toContain(shown(value));
      else expect(before.description).toMatch(/\b(red|yellow) line\b/);
      expect(before.description).toContain(alert.name);
    },
  );

  test("all at once stay apart", () => {
    const rules = rulesOf(devSettings(Object.fromEntries(numbers.map(({ option, value }) => [option, value]))));
    for (const { alert, path } of allAlerts) {
      const own = numbers.filter((entry) => entry.alert === alert && isLiteral(entry)).map(({ value }) => value);
      const others = numbers.filter((entry) => entry.alert !== alert).map(({ value }) => value);
      const compared = partsOf(rules.get(path)?.expr ?? "").numbers;
      expect(compared).toEqual(expect.arrayContaining(own));
      expect(compared.filter((number) => others.includes(number))).toEqual([]);
    }
  });
});

describe("random damage", () => {
  const runs = 300;
  // All keys that there are, so that each may be hit.
  const whole = schema.parse({
    environment: "dev",
    ...changed(stackConfig("dev"), {
      "exporters.x": exporter,
      "kafkaLag.x": kafkaCluster,
      "grafana.users": [user],
      "receivers.email-notifications": everyWay,
      "alertmanager.ownRoutes": [ownRoute],
      watchdog: {},
      "monitoring.team": "data-engineering",
      ...Object.fromEntries(
        allAlerts.map(({ alert, path }) => {
          const { enabled, severity, for: wait, window, numbers } = defaultTuning(alert);
          return [path, { enabled, severity, for: wait, ...(window === "" ? {} : { window }), ...numbers }];
        }),
      ),
    }),
  });

  test("is either taken or answered with readable faults, never with another error", () => {
    let refused = 0;
    const seen = new Set<string>();
    for (let seed = 1; seed <= runs; seed++) {
      const { values, done } = mutated(whole, random(seed));
      for (const { kind } of done) seen.add(kind);
      try {
        validate("dev", values);
      } catch (error) {
        const trail = `seed ${seed}: ${JSON.stringify(done)}`;
        if (!(error instanceof SettingsError)) throw new Error(trail, { cause: error });
        expect(messageFaults(error), `${trail}\n${error.message}`).toEqual([]);
        refused += 1;
      }
    }
    // Neither all nor nothing, and every kind of damage was tried.
    expect(refused).toBeGreaterThan(runs / 2);
    expect(refused).toBeLessThan(runs);
    expect([...seen].sort()).toEqual(["delete", "negate", "nest", "rename", "retype"]);
  });

  test("is the same for the same seed", () => {
    expect(mutated(whole, random(7))).toEqual(mutated(whole, random(7)));
    expect(mutated(whole, random(7))).not.toEqual(mutated(whole, random(8)));
  });
});

describe("the checks of messages catch", () => {
  const fault = { path: "a", value: 1, allowed: "b" };

  test("nothing in a good one", () => {
    expect(messageFaults(new SettingsError("dev", [fault, { ...fault, value: undefined }]))).toEqual([]);
  });

  test.each([
    ["[object Object]", { ...fault, allowed: String({}) }],
    ["undefined", { ...fault, allowed: `one of ${undefined}` }],
    ["invalid input", { ...fault, allowed: "Invalid input: expected string" }],
    ["has the line", { ...fault, allowed: "" }],
    ["has 2 lines for 1 faults", { ...fault, allowed: "b\nc" }],
    ["has a stack trace", { ...fault, allowed: "b\n    at x (settings.ts:1:1)" }],
  ])("%s", (found, bad) => {
    expect(messageFaults(new SettingsError("dev", [bad])).join("\n")).toContain(found);
  });

  test("a refusal that does not come", () => {
    expect(() => refusal(stackConfig("dev"))).toThrow("was accepted");
  });
});
