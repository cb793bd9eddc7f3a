import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import { root } from "../../commands/workspace.ts";

/** Sources by path below the project's folder, with `/` between its parts. */
export type Sources = ReadonlyMap<string, string>;
/** What each module imports: paths of the project, and names of packages as they stand in the import. */
export type Graph = ReadonlyMap<string, readonly string[]>;

const folders = [
  "catalogue",
  "commands",
  "components",
  "dashboards",
  "deploy",
  "exporters",
  "rules",
  "runbooks",
  "settings",
];

/** Every module of the program; tests and the toolchain are apart. */
export function readSources(): Sources {
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`),
  );
  const top = readdirSync(root).filter((file) => file.endsWith(".ts") && file !== "vitest.config.ts");
  return new Map([...top, ...below].sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Folders with sources at the top of the tree, other than those that are read; a new one would escape the checks. */
export const unreadFolders = (): readonly string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => ![...folders, "node_modules", "test", "toolchain", "rendered", "docs"].includes(name))
    .filter((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).some((file) => file.endsWith(".ts")),
    );

/** What modules import, types too, as TypeScript's own scanner sees it; an import of nothing that exists fails. */
export function graphOf(sources: Sources): Graph {
  return new Map(
    [...sources].map(([path, text]) => [
      path,
      ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => resolved(path, fileName, sources)),
    ]),
  );
}

function resolved(from: string, name: string, sources: Sources): string {
  if (!name.startsWith(".")) return name;
  const path = posix.join(posix.dirname(from), name);
  if (path.endsWith(".ts") && !sources.has(path)) throw new Error(`${from} imports ${path}, which does not exist`);
  return path;
}

/** Everything that modules lead to, themselves included, each with the way there. */
export function reached(graph: Graph, from: readonly string[]): ReadonlyMap<string, string> {
  const ways = new Map(from.map((path) => [path, path]));
  // A map yields what is added while it is walked.
  for (const [path, way] of ways) {
    for (const next of graph.get(path) ?? []) if (!ways.has(next)) ways.set(next, `${way} -> ${next}`);
  }
  return ways;
}

/** Ways from modules to what they must not know. */
export const forbidden = (
  graph: Graph,
  from: readonly string[],
  isForbidden: (path: string) => boolean,
): readonly string[] => [...reached(graph, from)].filter(([path]) => isForbidden(path)).map(([, way]) => way);

/** Lines as editors count them. */
export const linesOf = (text: string): number => text.replace(/\n$/, "").split("\n").length;

/** Modules that are too long, longest first, with those that come near. */
export function lengthFaults(sources: Sources, most: number, near: number): readonly string[] {
  const lengths = [...sources].map(([path, text]) => ({ path, lines: linesOf(text) }));
  const over = (limit: number) => lengths.filter(({ lines }) => lines > limit).sort((a, b) => b.lines - a.lines);
  const list = (entries: typeof lengths) => entries.map(({ path, lines }) => `${path} (${lines})`).join(", ");
  return over(most).length === 0 ? [] : [`over ${most} lines: ${list(over(most))}; over ${near}: ${list(over(near))}`];
}
