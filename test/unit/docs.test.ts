import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { load } from "js-yaml";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { renderDocs, renderReadme } from "../../commands/docs-pages.ts";
import { pathText, settingsKeys } from "../../commands/settings-keys.ts";
import { projectName, root } from "../../commands/workspace.ts";
import { isRelative, outline } from "../../runbooks/markdown.ts";
import type { Page } from "../../runbooks/path.ts";
import { schema } from "../../settings/schema.ts";

const read = (path: string): Page => ({ path, markdown: readFileSync(join(root, path), "utf8") });

const readme = read("README.md");
const pages = [
  readme,
  read("CONTRIBUTING.md"),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => read(`docs/${file}`)),
];

const blocks = (page: Page, language: string): readonly string[] =>
  outline(page)
    .codeBlocks.filter((block) => block.language === language)
    .map(({ text }) => text);

describe("generated documentation", () => {
  test.each([...renderDocs(readme.markdown)])("%s is fresh", (path, text) => {
    expect(read(path).markdown === text, `${path} is stale: run 'make docs' and commit what it writes`).toBe(true);
  });

  test("is the same when made again, and replaces only its own part", () => {
    const changed = readme.markdown.replace(/\[ConsumerDown\][^\n]*/, "something old");
    expect(changed).not.toBe(readme.markdown);
    expect(renderReadme(changed)).toBe(renderReadme(readme.markdown));
    expect(() => renderReadme("# Nothing")).toThrow("README.md must have");
  });

  test("has every settings key but those of alerts, which have tables of their own", () => {
    const { markdown } = read("docs/configuration.md");
    const leaves = settingsKeys().filter(({ path, group }) => !group && path[0] !== "alerts");
    expect(leaves.length).toBeGreaterThan(50);
    for (const { path } of leaves) expect(markdown).toContain(`| \`${pathText(path)}\` `);
  });
});

describe("settings keys", () => {
  const keys = settingsKeys();

  test("are found at every level", () => {
    const paths = keys.map(({ path }) => pathText(path));
    for (const path of ["bindAddress", "ports.grafana", "receivers.<name>.email.to", "grafana.users[].login"]) {
      expect(paths).toContain(path);
    }
    expect(new Set(paths).size).toBe(paths.length);
    // The top level is all there, whatever a key holds.
    expect(new Set(keys.map(({ path }) => path[0]))).toEqual(new Set(Object.keys(schema.shape)));
  });

  test.each(keys.map((key) => [pathText(key.path), key] as const))("%s is described", (_, { description }) => {
    expect(description ?? "").not.toBe("");
  });
});

describe("links", () => {
  /** Anchors as GitHub makes them from headings. */
  function anchors(page: Page): ReadonlySet<string> {
    const seen = new Map<string, number>();
    return new Set(
      outline(page).headings.map(({ text }) => {
        const slug = text
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, "")
          .replace(/\s/g, "-");
        const before = seen.get(slug) ?? 0;
        seen.set(slug, before + 1);
        return before === 0 ? slug : `${slug}-${before}`;
      }),
    );
  }

  function broken(page: Page): readonly string[] {
    return outline(page)
      .links.filter(isRelative)
      .filter((href) => {
        const [file = "", anchor] = href.split("#");
        const path = posix.join(posix.dirname(page.path), file);
        if (file !== "" && !existsSync(join(root, path))) return true;
        return anchor !== undefined && !anchors(file === "" ? page : read(path)).has(anchor);
      });
  }

  test.each(pages)("of $path lead somewhere", (page) => {
    expect(broken(page)).toEqual([]);
  });

  test("of the page on deviations lead to each document's", () => {
    const documents = pages.filter(({ path }) => path.startsWith("docs/deviations/"));
    expect(documents.length).toBeGreaterThan(0);
    const { links } = outline(read("docs/deviations.md"));
    for (const { path } of documents) expect(links).toContain(posix.relative("docs", path));
  });

  test("there are some, and those that lead nowhere are found", () => {
    expect(pages.flatMap((page) => outline(page).links.filter(isRelative)).length).toBeGreaterThan(15);
    const markdown = "# Title\n\n[a](README.md) [b](#title) [c](nowhere.md) [d](#nowhere) [e](README.md#nowhere)";
    expect(broken({ path: "x.md", markdown })).toEqual(["nowhere.md", "#nowhere", "README.md#nowhere"]);
  });
});

const codeOf = (page: Page): string =>
  [...outline(page).codeSpans, ...outline(page).codeBlocks.map(({ text }) => text)].join("\n");

describe("what pages name", () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map(({ name }) => name);

  const missingFiles = (page: Page): readonly string[] =>
    outline(page)
      .codeSpans.filter((span) => /^[\w./-]+$/.test(span) && folders.includes(span.split("/")[0] ?? ""))
      .filter((span) => !existsSync(join(root, span)));

  test.each(pages)("files in $path exist", (page) => {
    expect(missingFiles(page)).toEqual([]);
  });

  test("a file that is gone is found", () => {
    const markdown = "# Title\n\n`settings/schema.ts` `settings/gone.ts` `rules/alerts/<pipeline>.ts` `other/thing`";
    expect(missingFiles({ path: "x.md", markdown })).toEqual(["settings/gone.ts"]);
  });

  const makefile = readFileSync(join(root, "Makefile"), "utf8");
  const offered = [...makefile.matchAll(/^([a-z][a-z-]*):.*## /gm)].map(([, target]) => target ?? "");
  const named = (page: Page): readonly string[] =>
    [...codeOf(page).matchAll(/\bmake ([a-z][a-z-]*)/g)].map(([, target]) => target ?? "");

  test.each(pages)("targets of make in $path exist", (page) => {
    for (const target of named(page)) expect(offered).toContain(target);
  });

  test("the README names every target of make", () => {
    expect(offered.length).toBeGreaterThan(5);
    for (const target of offered.filter((name) => name !== "help")) expect(named(readme)).toContain(target);
  });
});

describe("the README", () => {
  const code = codeOf(readme);

  test("shows config that the schema accepts", () => {
    const examples = blocks(readme, "yaml").map((text) => (load(text) as { config: Record<string, unknown> }).config);
    expect(examples.length).toBeGreaterThan(2);
    const namespace = `${projectName()}:`;
    for (const config of examples) {
      for (const key of Object.keys(config)) expect(key.startsWith(namespace), key).toBe(true);
      const values = Object.entries(config).map(([key, value]) => [key.slice(namespace.length), value]);
      expect(schema.safeParse({ environment: "example", ...Object.fromEntries(values) }).error).toBeUndefined();
    }
  });

  test("has a diagram, and its scenarios exist", async () => {
    expect(blocks(readme, "mermaid")).toHaveLength(1);
    const { simulations } = await import("../../exporters/simulator/simulations.ts");
    const played = [...code.matchAll(/\/scenario\/([a-z]+)\/([a-z-]+)/g)];
    expect(played.length).toBeGreaterThan(1);
    for (const [, pipeline, scenario] of played) {
      const simulation = simulations().find((candidate) => candidate.pipeline === pipeline);
      expect(simulation?.scenarios.has(scenario ?? ""), `${pipeline}/${scenario}`).toBe(true);
    }
  });

  describe("its program", () => {
    /** What the compiler says of a program at the root of the project, under the project's own options. */
    function compile(text: string): readonly string[] {
      const file = join(root, "program-of-the-readme.ts");
      const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
      const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, root);
      const host = ts.createCompilerHost(options);
      const { fileExists, readFile, getSourceFile } = host;
      host.fileExists = (path) => path === file || fileExists(path);
      host.readFile = (path) => (path === file ? text : readFile(path));
      host.getSourceFile = (path, language, ...rest) =>
        path === file ? ts.createSourceFile(path, text, language) : getSourceFile(path, language, ...rest);
      return ts
        .getPreEmitDiagnostics(ts.createProgram([file], options, host))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    }

    // The README has this repository in a folder of the reader's program.
    const programs = blocks(readme, "typescript").map((text) => text.replaceAll('"./monitoring/', '"./'));

    test("type-checks", () => {
      expect(programs).toHaveLength(1);
      for (const program of programs) expect(compile(program)).toEqual([]);
    });

    test("would not with a secret in plain text", () => {
      const [program = ""] = programs;
      expect(program).toContain("requireSecret");
      expect(compile(program.replace("requireSecret", "require")).join("\n")).toContain("is not assignable");
    });
  });
});
