import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { root } from "../../commands/workspace.ts";
import {
  forbidden,
  type Graph,
  graphOf,
  lengthFaults,
  linesOf,
  reached,
  readSources,
  type Sources,
  unreadFolders,
} from "../support/unit-modules.ts";

const sources = readSources();
const graph = graphOf(sources);
const modules = [...graph.keys()];
const below = (...folders: readonly string[]) =>
  modules.filter((path) => folders.some((folder) => path.startsWith(folder)));

/** The graph without imports of types alone, which are gone when a module runs. */
const valuesOf = (tree: Sources): Graph =>
  graphOf(new Map([...tree].map(([path, text]) => [path, text.replaceAll(/^(import|export) type [^;]*;$/gm, "")])));

/** Modules from which imports lead back to them. */
const circles = (values: Graph): readonly string[] =>
  [...values].filter(([path, imports]) => reached(values, imports).has(path)).map(([path]) => path);

/** Modules that know nothing of Pulumi. */
const pure = [
  "pipelines.ts",
  ...below("catalogue/", "rules/", "dashboards/", "deploy/", "runbooks/", "settings/").filter(
    (path) => path !== "settings/load.ts",
  ),
];
const ofPulumi = (path: string) =>
  /^@pulumi(verse)?\//.test(path) || path.startsWith("components/") || path === "index.ts";

describe("what is declared and rendered knows nothing of Pulumi", () => {
  test("in any folder that should not", () => {
    for (const folder of ["catalogue/", "rules/alerts/", "dashboards/churn/", "deploy/", "runbooks/", "settings/"]) {
      expect(pure.filter((path) => path.startsWith(folder)).length, folder).toBeGreaterThan(0);
    }
    expect(sources.has("pipelines.ts") && sources.has("settings/load.ts")).toBe(true);
  });

  test("directly or through what it imports, types included", () => {
    expect(forbidden(graph, pure, ofPulumi)).toEqual([]);
  });

  test("while what stands it up does", () => {
    expect(forbidden(graph, ["settings/load.ts"], ofPulumi)).toContain("settings/load.ts -> @pulumi/pulumi");
    expect([...reached(graph, ["index.ts"]).keys()]).toContain("@pulumi/docker");
  });

  test("and the catalogue knows nothing of what is made from it", () => {
    const later = (path: string) => /^(rules|dashboards|settings|runbooks|commands)\/|^pipelines\.ts$/.test(path);
    expect(forbidden(graph, below("catalogue/"), later)).toEqual([]);
  });

  test("and the programs that run in containers nothing of the machine that sets them up", () => {
    const outside = (path: string) => ofPulumi(path) || path.startsWith("commands/");
    expect(forbidden(graph, below("exporters/"), outside)).toEqual([]);
  });
});

describe("every module is used", () => {
  const programs = [
    ...modules.filter((path) => /^commands\/[^/]+\.ts$/.test(path) && !isImported(path)),
    ...modules.filter((path) => /^exporters\/[^/]+\/main\.ts$/.test(path)),
  ];

  function isImported(path: string): boolean {
    return [...graph.values()].some((imports) => imports.includes(path));
  }

  test("pipelines.ts leads to each pipeline's catalogue, alerts and dashboards", () => {
    const listed = reached(graph, ["pipelines.ts"]);
    const declared = modules.filter((path) => /^rules\/alerts\/|^dashboards\/(?!visuals\/)[^/]+\//.test(path));
    expect(declared.length).toBeGreaterThan(1);
    expect(declared.filter((path) => !listed.has(path))).toEqual([]);
  });

  // What holds the pages to the code runs in tests alone.
  const checks = ["runbooks/check.ts"];

  test("index.ts, the programs and the tests' checks lead to all of them", () => {
    expect(programs.length).toBeGreaterThan(5);
    const used = reached(graph, ["index.ts", ...programs, ...checks]);
    expect(modules.filter((path) => !used.has(path))).toEqual([]);
  });

  test("index.ts, or what renders, leads to all that is declared", () => {
    const used = reached(graph, ["index.ts", "commands/render.ts", ...checks]);
    const declared = below("catalogue/", "rules/", "dashboards/");
    expect(declared.length).toBeGreaterThan(10);
    expect(declared.filter((path) => !used.has(path))).toEqual([]);
  });

  test("none leads back to itself", () => {
    expect(circles(valuesOf(sources))).toEqual([]);
  });
});

describe("importing a module does nothing", () => {
  /** Imports modules in a process without config; returns what it printed and what it read or changed. */
  function importing(files: readonly string[]): { code: number | null; output: string } {
    const directory = mkdtempSync(join(tmpdir(), "monitoring-import-"));
    const script = `
      const own = ${JSON.stringify(root)};
      const dependency = /node_modules|node:internal/;
      const byUs = () => new Error().stack.split("\\n").slice(3).find((line) => line.includes("file://") && !dependency.test(line) && !line.includes("check.mjs"));
      const before = JSON.stringify(process.env);
      const spied = (what) => (target, key, ...rest) => {
        const from = byUs();
        if (from !== undefined && !/^[A-Z]:/.test(String(key))) console.log(what + " " + String(key) + from.trim());
        return Reflect[what](target, key, ...rest);
      };
      process.env = new Proxy(process.env, { get: spied("get"), has: spied("has"), set: spied("set"), deleteProperty: spied("deleteProperty") });
      for (const file of ${JSON.stringify(files.map((file) => pathToFileURL(file).href))}) await import(file);
      if (JSON.stringify({ ...process.env }) !== before) console.log("the environment has changed");
    `;
    try {
      writeFileSync(join(directory, "check.mjs"), script);
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, "check.mjs")], {
        cwd: directory,
        env: { PATH: process.env["PATH"] ?? "" },
        encoding: "utf8",
      });
      return { code: status, output: stdout + stderr };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  const quiet = { code: 0, output: "" };

  test("of what is declared and rendered", () => {
    expect(importing(pure.map((path) => join(root, path)))).toEqual(quiet);
  });

  test("of what stands it up", () => {
    const standing = [
      ...below("components/"),
      "settings/load.ts",
      "commands/rendered-files.ts",
      "commands/workspace.ts",
    ];
    expect(standing.length).toBeGreaterThan(10);
    expect(importing(standing.map((path) => join(root, path)))).toEqual(quiet);
  });

  test.each([
    ["prints", 'console.log("here");', "here"],
    ["reads the environment", 'export const stack = process.env["STACK"];', "get STACK"],
    ["changes the environment", 'process.env["STACK"] = "x";', "set STACK"],
    ["fails without config", 'throw new Error("no config");', "no config"],
  ])("the check catches a module that %s", (_, text, found) => {
    const directory = mkdtempSync(join(tmpdir(), "monitoring-module-"));
    try {
      writeFileSync(join(directory, "module.ts"), text);
      const { output } = importing([join(directory, "module.ts")]);
      expect(output).toContain(found);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("modules stay small", () => {
  test("index.ts is under 60 lines", () => {
    expect(linesOf(sources.get("index.ts") ?? "")).toBeGreaterThan(3);
    expect(linesOf(sources.get("index.ts") ?? "")).toBeLessThan(60);
  });

  test("none has more than 300", () => {
    expect(sources.size).toBeGreaterThan(50);
    expect(lengthFaults(sources, 300, 200)).toEqual([]);
  });

  test("and none escapes by its folder", () => {
    expect(unreadFolders()).toEqual([]);
  });
});

describe("the checks catch", () => {
  const tree: Sources = new Map([
    ["index.ts", 'import "./components/stack.ts";'],
    ["pipelines.ts", 'import { a } from "./rules/alerts/a.ts";\n// import "@pulumi/pulumi";\nexport const b = a;'],
    ["rules/alerts/a.ts", 'import type { B } from "../b.ts";\nexport const a: B = 1;'],
    ["rules/alerts/forgotten.ts", "export const c = 1;"],
    ["rules/b.ts", 'const text = "import x from \\"@pulumi/aws\\"";\nexport type B = number;\nexport { text };'],
    ["components/stack.ts", 'import * as pulumi from "@pulumi/pulumi";\nexport { pulumi };'],
  ]);
  const changed = (path: string, text: string) => graphOf(new Map([...tree, [path, text]]));

  test("nothing where nothing is wrong, comments and texts included", () => {
    expect(forbidden(graphOf(tree), ["pipelines.ts"], ofPulumi)).toEqual([]);
  });

  test.each([
    ["an import", 'import * as p from "@pulumi/pulumi";\nexport { p };', "@pulumi/pulumi"],
    ["a type", 'import type { Output } from "@pulumi/pulumi";\nexport type B = Output<1>;', "@pulumi/pulumi"],
    ["an export", 'export { x } from "@pulumiverse/grafana";', "@pulumiverse/grafana"],
    ["a dynamic import", 'export const x = () => import("@pulumi/docker");', "@pulumi/docker"],
    ["a component", 'export * from "../components/stack.ts";', "components/stack.ts"],
    ["the inside of a package", 'import "@pulumi/pulumi/automation/index.js";', "@pulumi/pulumi/automation/index.js"],
  ])("%s of Pulumi, two modules away", (_, text, target) => {
    expect(forbidden(changed("rules/b.ts", text), ["pipelines.ts"], ofPulumi)[0]).toBe(
      `pipelines.ts -> rules/alerts/a.ts -> rules/b.ts -> ${target}`,
    );
  });

  test("a module that nothing leads to", () => {
    const used = reached(graphOf(tree), ["pipelines.ts"]);
    expect([...tree.keys()].filter((path) => path.startsWith("rules/alerts/") && !used.has(path))).toEqual([
      "rules/alerts/forgotten.ts",
    ]);
  });

  test("modules that lead back to themselves, unless by their types alone", () => {
    const back = (kind: string) => new Map([...tree, ["rules/b.ts", `${kind} { a } from "./alerts/a.ts";`]]);
    const forth: Sources = new Map([["rules/alerts/a.ts", 'export * from "../b.ts";']]);
    expect(circles(valuesOf(new Map([...back("import"), ...forth])))).toEqual(["rules/alerts/a.ts", "rules/b.ts"]);
    expect(circles(valuesOf(new Map([...back("import type"), ...forth])))).toEqual([]);
  });

  test("an import of nothing", () => {
    expect(() => changed("index.ts", 'import "./nowhere.ts";')).toThrow("index.ts imports nowhere.ts, which does not");
  });

  test("a module of 301 lines, beside one that comes near", () => {
    const long = (lines: number) => "x\n".repeat(lines);
    expect(
      lengthFaults(
        new Map([
          ["a.ts", long(300)],
          ["b.ts", long(201)],
        ]),
        300,
        200,
      ),
    ).toEqual([]);
    expect(
      lengthFaults(
        new Map([
          ["a.ts", long(301)],
          ["b.ts", long(201)],
          ["c.ts", long(200)],
        ]),
        300,
        200,
      ),
    ).toEqual(["over 300 lines: a.ts (301); over 200: a.ts (301), b.ts (201)"]);
  });
});
