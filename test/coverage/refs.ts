import { existsSync, readFileSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import ts from "typescript";
import { root } from "../../commands/workspace.ts";
import { headingId, outline } from "../../runbooks/markdown.ts";
import { declared, declaredKinds, type Fact } from "./declared.ts";
import type { References } from "./ledger.ts";

/** What a reference names of the tree: a path, what is inside the file, and a text there. */
interface Place {
  readonly path: string;
  readonly anchor: string | undefined;
  readonly text: string | undefined;
}

function placeOf(rest: string): Place {
  const [where = "", text] = rest.split(/::(.*)/s);
  const [path = "", anchor] = where.split("#");
  return { path, anchor, text };
}

/** Folders that a fresh clone does not have. */
const untracked = /^(node_modules|\.state|\.git|coverage)(\/|$)/;

function missing({ path }: Place): string | undefined {
  if (path === "" || path.startsWith("/") || normalize(path) !== path || untracked.test(path))
    return "is no path of the tree";
  return existsSync(join(root, path)) ? undefined : "does not exist";
}

const read = (path: string): string => readFileSync(join(root, path), "utf8");

function fileFault(place: Place): string | undefined {
  if (place.anchor !== undefined) return "is a file's: headings are of doc:";
  const fault = missing(place);
  if (fault !== undefined || place.text === undefined) return fault;
  if (statSync(join(root, place.path)).isDirectory()) return "names a text in a folder";
  return read(place.path).includes(place.text) ? undefined : "names a text that the file does not have";
}

/** The part of a page below a heading, up to the next of its level. */
export function sectionOf(markdown: string, anchor: string): string | undefined {
  const lines = markdown.split("\n");
  const depthOf = (line: string): number => /^(#{1,6}) /.exec(line)?.[1]?.length ?? 0;
  let fenced = false;
  const depths = lines.map((line) => {
    if (/^\s*```/.test(line)) fenced = !fenced;
    return fenced ? 0 : depthOf(line);
  });
  const idAt = (index: number): string => headingId((lines[index] ?? "").replaceAll(/[#`*]/g, ""));
  const from = depths.findIndex((depth, index) => depth > 0 && idAt(index) === anchor);
  if (from === -1) return undefined;
  const depth = depths[from] ?? 1;
  const to = depths.findIndex((other, index) => index > from && other > 0 && other <= depth);
  return lines.slice(from, to === -1 ? undefined : to).join("\n");
}

function docFault({ path, anchor, text, ...rest }: Place): string | undefined {
  const fault = missing({ path, anchor, text, ...rest });
  if (fault !== undefined) return fault;
  if (!path.endsWith(".md") || anchor === undefined) return "must name a page and a heading's anchor";
  const markdown = read(path);
  if (!outline({ path, markdown }).headings.some(({ id }) => id === anchor))
    return "names a heading that the page does not have";
  const section = sectionOf(markdown, anchor);
  if (section === undefined) return "names a heading that the page does not have";
  return text === undefined || section.includes(text) ? undefined : "names a text that the section does not have";
}

/** Texts in a test's source, without its comments. */
function literals(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("test.ts", source, ts.ScriptTarget.Latest));
  return found;
}

function testFault(place: Place): string | undefined {
  const { path, text } = place;
  const fault = missing(place);
  if (fault !== undefined) return fault;
  if (!path.endsWith(".test.ts") || text === undefined || text === "")
    return "must name a test file and a title, parted by ::";
  return literals(read(path)).some((literal) => literal.includes(text))
    ? undefined
    : "names a test that the file does not have";
}

/** `setting:path=value` claims that the value is the default. */
function declaredFault(ref: string, known: ReadonlyMap<string, Fact>): string | undefined {
  const [name = "", value] = ref.startsWith("setting:") ? ref.split(/=(.*)/s) : [ref];
  const fact = known.get(name);
  if (fact === undefined) return "does not exist";
  return value === undefined || value === fact.default ? undefined : `is not the default, which is ${fact.default}`;
}

/** Holds references against the code as it is. */
export function references(): References {
  const known = declared();
  const dangling = (ref: string): string | undefined => {
    const [kind = "", rest = ""] = ref.split(/:(.*)/s);
    const place = placeOf(rest);
    switch (kind) {
      case "file":
        return fileFault(place);
      case "doc":
        return docFault(place);
      case "test":
        return testFault(place);
      default:
        if (!declaredKinds.includes(kind)) return `is of no known kind: file, doc, test, ${declaredKinds.join(", ")}`;
        return declaredFault(ref, known);
    }
  };
  return { dangling, explains, fact: (ref) => known.get(ref) };
}

/** A section of the deviations without a table, or a row of one. */
function explains(ref: string): boolean {
  if (!ref.startsWith("doc:docs/deviations/")) return false;
  const { path, anchor = "", text } = placeOf(ref.slice("doc:".length));
  const section = existsSync(join(root, path)) ? sectionOf(read(path), anchor) : undefined;
  return section !== undefined && (text !== undefined || !/^\s*\|/m.test(section));
}
