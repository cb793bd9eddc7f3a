import { beforeAll, describe, expect, test } from "vitest";
import { inventoryNames, itemsOf, readInventory } from "../coverage/items.ts";
import { account, ledgerNames, type References, readLedger } from "../coverage/ledger.ts";
import { references, sectionOf } from "../coverage/refs.ts";
import { countTable } from "../coverage/table.ts";

const names = inventoryNames();
let real: References;
beforeAll(() => {
  real = references();
});

describe("every item of the documents is accounted for", () => {
  test("there are five documents, and no ledger without one", () => {
    expect(names).toEqual(["churn", "health", "k2-platform", "k2-streaming", "trade"]);
    expect(ledgerNames().filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(names)("%s", (name) => {
    const items = itemsOf(readInventory(name));
    const result = account(items, readLedger(name), real);
    console.log(`${name}\n${countTable(items, result)}`);
    expect(result.faults).toEqual([]);
  });
});

describe("items", () => {
  const idsOf = (inventory: unknown): readonly string[] => itemsOf(inventory).map(({ id }) => id);

  test.each(names)("of %s have ids of their own, under every key that holds something", (name) => {
    const inventory = readInventory(name) as Record<string, unknown>;
    const items = itemsOf(inventory);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const filled = Object.keys(inventory).filter((key) => JSON.stringify(inventory[key]).length > 2);
    const silent = ["pipeline", "source", "title"];
    expect([...new Set(items.map(({ key }) => key))]).toEqual(
      filled.filter((key) => !silent.includes(key) && items.some((item) => item.key === key)),
    );
    // Of a list, at least an item for each of its members.
    for (const key of filled.filter((one) => Array.isArray(inventory[one]))) {
      const { length } = inventory[key] as readonly unknown[];
      expect(items.filter((item) => item.key === key).length, key).toBeGreaterThanOrEqual(length);
    }
  });

  test("are named by what they are, with a number where that is not enough", () => {
    expect(
      idsOf({
        pipeline: "x",
        scrape_jobs: [{ job: "", note: "feed handlers" }, { job: "kafka" }],
        settings: [{ component: "env", key: "A: b" }],
        flaws: [{ where: "X" }, { where: "X" }, { id: "F1", where: "X" }],
      }),
    ).toEqual([
      "scrape_jobs/feed handlers",
      "scrape_jobs/kafka",
      "settings/env/A b",
      "flaws/X",
      "flaws/X#2",
      "flaws/F1",
    ]);
  });

  test("are panels and variables, receivers' settings, and members of lists", () => {
    expect(
      idsOf({
        alertmanager: {
          note: "a remark",
          resolve_timeout: "5m",
          receivers: [{ name: "mail", email_configs: [{ to: "a", from: "b" }] }, { name: "null" }],
          routes: [{ level: "child", match: { severity: "info" }, receiver: "null" }, { receiver: "mail" }],
          inhibitions: [{ source_match: { severity: "critical" } }],
          templates: ["x.tmpl"],
        },
        dashboards: [{ title: "", variables: [{ name: "$job" }], panels: [{ title: "Rate" }, { title: "Rate" }] }],
        logging: [{ what: "fields", fields: [{ name: "level" }, "time"], args: { file: "x" } }],
        cardinality_guardrails: ["a hard cap"],
      }),
    ).toEqual([
      "alertmanager/resolve_timeout",
      "alertmanager/receivers/mail",
      "alertmanager/receivers/mail/email_configs/to",
      "alertmanager/receivers/mail/email_configs/from",
      "alertmanager/receivers/null",
      "alertmanager/routes/severity=info/receiver",
      "alertmanager/routes/root/receiver",
      "alertmanager/inhibitions/source severity=critical",
      "alertmanager/templates/x.tmpl",
      "dashboards/untitled",
      "dashboards/untitled/$job",
      "dashboards/untitled/Rate",
      "dashboards/untitled/Rate#2",
      "logging/fields",
      "logging/fields/level",
      "logging/fields/time",
      "logging/fields/file",
      "cardinality_guardrails/a hard cap",
    ]);
  });

  test.each([
    ["a key", { surprises: [] }],
    ["a list", { metrics: {} }],
    ["a list of entries", { metrics: ["text"] }],
    ["an entry without a name", { metrics: [{ type: "gauge" }] }],
    ["a part of alertmanager", { alertmanager: { muted: [{ a: 1 }] } }],
    ["a plain list", { cardinality_guardrails: [{ a: 1 }] }],
    ["an inventory", []],
  ])("%s of an unknown shape is refused", (_, inventory) => {
    expect(() => itemsOf(inventory)).toThrow(/has a shape that is not walked/);
  });
});

describe("a ledger is faulty", () => {
  const items = itemsOf({
    metrics: [{ name: "a_total" }, { name: "b_total" }, { name: "b_seconds" }],
    alerts: [{ name: "Late", severity: "Warning", for: "5m" }],
    flaws: [{ id: "F1" }],
  });
  const known: References = {
    dangling: (ref) => (ref.endsWith("nowhere") ? "does not exist" : undefined),
    explains: (ref) => ref.startsWith("doc:"),
    fact: (ref) => ({ name: ref.split("/")[1] ?? "", severity: "warning", for: "5m" }),
  };
  const good = {
    "metrics/*": { built: ["metric:x/a_total", "file:y"] },
    "alerts/Late": { built: "alert:x/Late" },
    "metrics/b*": { pending: "grafana", note: "later" },
    "metrics/b_total": { renamed: ["metric:x/b"], why: "after Prometheus' convention" },
    "flaws/F1": { fixed: "doc:docs/deviations/x.md#y" },
  };
  const faults = (changes: Record<string, unknown>): readonly string[] =>
    account(items, { ...good, ...changes }, known).faults;
  const without = (pattern: keyof typeof good): readonly string[] =>
    account(items, Object.fromEntries(Object.entries(good).filter(([key]) => key !== pattern)), known).faults;

  test("only where something is wrong, and the most specific entry wins", () => {
    const { entries, faults: none } = account(items, good, known);
    expect(none).toEqual([]);
    expect([...entries.values()].map(({ verdict }) => verdict)).toEqual([
      "built",
      "renamed",
      "pending",
      "built",
      "fixed",
    ]);
  });

  test("without an entry for an item", () => {
    expect(without("metrics/*")).toEqual(["metrics/a_total: has no entry"]);
    expect(without("flaws/F1")).toEqual(["flaws/F1: has no entry"]);
  });

  test.each([
    ["an entry for nothing", "metrics/gone"],
    ["a glob for nothing", "settings/*"],
    ["a glob whose items others name better", "*/b_total*"],
  ])("with %s", (_, pattern) => {
    expect(faults({ [pattern]: { pending: "logs" } })).toEqual([
      `${pattern}: matches no item, or only items that others name better`,
    ]);
  });

  test("with two globs that are equally specific", () => {
    expect(faults({ "*s/a_total": { pending: "logs" }, "m*/a_total": { pending: "logs" } })).toEqual([
      "metrics/a_total: *s/a_total and m*/a_total are equally specific",
      "metrics/*: matches no item, or only items that others name better",
      "m*/a_total: matches no item, or only items that others name better",
    ]);
  });

  test.each([
    ["a dangling reference", { built: ["metric:x/a_total", "metric:nowhere"] }, "metric:nowhere does not exist"],
    ["no verdict", { why: "a reason that is long" }, "has no verdict, not one verdict"],
    ["two verdicts", { built: "metric:x/y", pending: "logs" }, "has built, pending, not one verdict"],
    ["an unknown field", { built: "metric:x/y", because: "so" }, "Unrecognized key"],
    ["a rename without a reason", { renamed: "metric:x/y" }, "expected string"],
    ["an empty reason", { refused: "no" }, "Too small"],
    ["no reference", { built: [] }, "Too small"],
    ["a text for a reference", { built: "it is there" }, "a reference such as"],
    ["an unknown part", { pending: "someday" }, "Invalid option"],
    ["a fix for what is no flaw", { fixed: "doc:x" }, "cannot be fixed"],
    ["nothing", null, "has no verdict"],
    ["another name", { built: "metric:x/c_total" }, "names nothing that is called a_total"],
  ])("with %s", (_, entry, text) => {
    expect(faults({ "metrics/a_total": entry }).join()).toContain(text);
  });

  test.each([
    ["severity", { severity: "critical", for: "5m" }, "severity is warning, the document says critical"],
    ["time", { severity: "warning", for: "1h" }, "for is 5m, the document says 1h"],
    ["name", { name: "Other", severity: "warning", for: "5m" }, "names nothing that is called Other"],
  ])("with an alert of another %s than it claims, unless by a note", (what, alert, text) => {
    const asked = itemsOf({ alerts: [{ name: "Late", ...alert }] });
    const said = (entry: object) => account(asked, { "alerts/*": { built: "alert:x/Late", ...entry } }, known).faults;
    expect(said({})).toEqual([expect.stringContaining(text)]);
    expect(said({ note: "as agreed" })).toHaveLength(what === "name" ? 1 : 0);
  });

  test.each([
    ["built, as a flaw cannot be", { built: "metric:x/y" }, "flaws/F1 cannot be built"],
    ["fixed without saying where it is explained", { fixed: "alert:x/Y" }, "names no section of docs/deviations/"],
  ])("with a flaw %s", (_, entry, text) => {
    expect(faults({ "flaws/F1": entry })).toEqual([expect.stringContaining(text)]);
  });

  test("where its file does not exist", () => {
    expect(() => readLedger("nothing")).toThrow("test/coverage/ledger/nothing.yaml does not exist");
  });
});

describe("references", () => {
  test.each([
    "metric:churn/kafka_consumer_lag",
    "metric:churn/kafka_processing_latency_seconds_bucket",
    "metric:prometheus/up",
    "job:kafka_consumer",
    "job:churn/kafka_consumer",
    "log:churn/producer/message_id",
    "alert:churn/ConsumerDown",
    "panel:churn-consumer/success-rate",
    "dashboard:churn-consumer",
    "variable:churn-consumer/instance",
    "setting:prometheus.retentionTime",
    "setting:receivers.<name>.email.to",
    "setting:prometheus.retentionTime=15d",
    "setting:simulator.enabled=false",
    'setting:alertmanager.groupBy=["alertname","pipeline","severity"]',
    "setting:alerts.churn.HighErrorRate.threshold",
    "setting:alerts.churn.HighErrorRate.threshold=0.05",
    "setting:alerts.churn.HighErrorRate.window=5m",
    "scenario:churn/lag-high",
    "file:settings",
    "file:settings/schema.ts",
    "file:settings/schema.ts::retentionTime",
    "doc:CONTRIBUTING.md#how-to-add",
    "doc:CONTRIBUTING.md#tests::promtool",
    "test:test/unit/coverage.test.ts::are named by what they are",
  ])("%s leads somewhere", (ref) => {
    expect(real.dangling(ref)).toBeUndefined();
  });

  test.each([
    "metric:churn/kafka_lag",
    "metric:monitoring/kafka_consumer_lag",
    "recording:nothing",
    "job:nothing",
    "log:churn/producer/nothing",
    "alert:churn/Nothing",
    "panel:churn-consumer/nothing",
    "dashboard:nothing",
    "variable:churn-consumer/nothing",
    "setting:prometheus.nothing",
    "setting:prometheus.retentionTime=16d",
    "setting:alerts.churn.HighErrorRate.threshold=0.06",
    "setting:environment=dev",
    "scenario:churn/nothing",
    "file:settings/nothing.ts",
    "file:../README.md",
    "file:node_modules",
    "file:README.md#tests",
    "file:settings/schema.ts::no such text is there",
    "file:settings::schema",
    "doc:CONTRIBUTING.md",
    "doc:CONTRIBUTING.md#nothing",
    "doc:CONTRIBUTING.md#commits::promtool",
    "doc:settings/schema.ts#schema",
    "test:test/unit/coverage.test.ts",
    // Only a comment of that file has it: Renders nothing but references
    "test:test/unit/coverage.test.ts::" + ["Renders", "nothing"].join(" "),
    "rumour:x",
  ])("%s leads nowhere", (ref) => {
    expect(real.dangling(ref)).toBeDefined();
  });

  test("tell what a thing is called", () => {
    expect(real.fact("panel:churn-consumer/success-rate")).toEqual({ name: "Success Rate (%)" });
    expect(real.fact("alert:churn/ModelNotLoaded")).toEqual({
      name: "ModelNotLoaded",
      severity: "critical",
      for: "1m",
    });
  });

  test("a section ends with the next heading of its level, and begins with none in a code block", () => {
    const page = "# A\n\n## B\n\none\n\n### C\n\ntwo\n\n```bash\n## D\n```\n\n## E\n\nthree";
    expect(sectionOf(page, "b")).toBe("## B\n\none\n\n### C\n\ntwo\n\n```bash\n## D\n```\n");
    expect(sectionOf(page, "e")).toBe("## E\n\nthree");
    expect(sectionOf(page, "d")).toBeUndefined();
  });
});
