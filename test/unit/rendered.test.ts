import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderedFiles, trackedSettings } from "../../commands/rendered-files.ts";
import { root } from "../../commands/workspace.ts";

type Files = ReadonlyMap<string, string>;

/** Every file below a directory, by its path there. */
const filesBelow = (directory: string): Files =>
  new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file.slice(directory.length + 1), readFileSync(file, "utf8")]),
  );

/** How a stack's kept files differ from what it renders, with what to do about it. */
function staleness(stack: string, kept: Files, fresh: Files): readonly string[] {
  const remedy = "run `make render` and commit what it writes";
  const named = (path: string) => `rendered/${stack}/${path}`;
  const firstChange = (path: string): string => {
    const before = kept.get(path)?.split("\n") ?? [];
    const after = fresh.get(path)?.split("\n") ?? [];
    const line = [...Array(Math.max(before.length, after.length)).keys()].find((n) => before[n] !== after[n]) ?? 0;
    return `line ${line + 1} is ${JSON.stringify(before[line])}, not ${JSON.stringify(after[line])}`;
  };
  return [
    ...[...fresh.keys()].filter((path) => !kept.has(path)).map((path) => `${named(path)} is missing: ${remedy}`),
    ...[...kept.keys()].filter((path) => !fresh.has(path)).map((path) => `${named(path)} is left over: ${remedy}`),
    ...[...fresh]
      .filter(([path, text]) => kept.has(path) && kept.get(path) !== text)
      .map(([path]) => `${named(path)} is stale, ${firstChange(path)}: ${remedy}`),
  ];
}

describe.each(["dev", "prod"])("rendered/%s", (stack) => {
  const fresh = renderedFiles(trackedSettings(stack));
  const kept = filesBelow(join(root, "rendered", stack));

  test("has exactly what the stack renders", () => {
    expect(kept.size).toBeGreaterThan(0);
    expect(staleness(stack, kept, fresh)).toEqual([]);
  });

  test("has what a reviewer looks for, and nothing that is empty", () => {
    for (const path of [
      "prometheus/prometheus.yml",
      "prometheus/rules/churn.rules.yml",
      "prometheus/rules/monitoring.rules.yml",
    ]) {
      expect([...fresh.keys()]).toContain(path);
    }
    expect([...fresh.keys()].some((path) => /^grafana\/dashboards\/\w+\/[\w-]+\.json$/.test(path))).toBe(true);
    expect([...fresh.keys()].some((path) => path.startsWith("alertmanager/"))).toBe(true);
    for (const [path, text] of fresh) expect(text.trim(), path).not.toBe("");
  });

  test("is the same when rendered again", () => {
    expect([...renderedFiles(trackedSettings(stack))]).toEqual([...fresh]);
  });

  test("ends each file with one newline, and has no secret and no time of day", () => {
    for (const [path, text] of fresh) {
      expect(text.endsWith("\n") && !text.endsWith("\n\n"), path).toBe(true);
      expect(text, path).not.toMatch(
        /(password|api_url|token|routing_key|webhook_url): |\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d/,
      );
    }
  });
});

test("dev and prod differ where their configs do", () => {
  const [dev, prod] = ["dev", "prod"].map((stack) => renderedFiles(trackedSettings(stack)));
  expect([...(dev?.keys() ?? [])]).toEqual([...(prod?.keys() ?? [])]);
  expect(dev?.get("prometheus/prometheus.yml")).toContain("environment: dev\n");
  expect(prod?.get("prometheus/prometheus.yml")).toContain("environment: prod\n");
  expect(prod?.get("alertmanager/alertmanager.yml")).toContain("receiver: on-call");
});

describe("the comparison catches", () => {
  const fresh = renderedFiles(trackedSettings("dev"));
  const [path = "", text = ""] = [...fresh][0] ?? [];
  const remedy = "run `make render` and commit what it writes";

  test("nothing where nothing differs", () => {
    expect(staleness("dev", new Map(fresh), fresh)).toEqual([]);
  });

  test("a stale file, with its first line that differs", () => {
    const [first = "", ...rest] = text.split("\n");
    expect(staleness("dev", new Map([...fresh, [path, [`${first} `, ...rest].join("\n")]]), fresh)).toEqual([
      `rendered/dev/${path} is stale, line 1 is ${JSON.stringify(`${first} `)}, not ${JSON.stringify(first)}: ${remedy}`,
    ]);
  });

  test("a byte too many at the end", () => {
    expect(staleness("dev", new Map([...fresh, [path, `${text}\n`]]), fresh)).toHaveLength(1);
  });

  test("an extra file", () => {
    expect(staleness("dev", new Map([...fresh, ["prometheus/rules/old.rules.yml", "groups: []\n"]]), fresh)).toEqual([
      `rendered/dev/prometheus/rules/old.rules.yml is left over: ${remedy}`,
    ]);
  });

  test("a missing file", () => {
    const kept = new Map([...fresh].filter(([name]) => name !== path));
    expect(staleness("dev", kept, fresh)).toEqual([`rendered/dev/${path} is missing: ${remedy}`]);
  });

  test("another stack's files", () => {
    expect(staleness("dev", filesBelow(join(root, "rendered", "prod")), fresh).length).toBeGreaterThan(1);
  });
});
