import { existsSync, readFileSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import ts from "typescript";
import { type Metric, sampleNames } from "../../catalogue/metric.ts";
import { metricsOf } from "../../catalogue/pipeline.ts";
import { syntheticMetrics } from "../../catalogue/synthetic.ts";
import { pathText, settingsKeys } from "../../commands/settings-keys.ts";
import { root } from "../../commands/workspace.ts";
import { simulations } from "../../exporters/simulator/simulations.ts";
import { pipelines } from "../../pipelines.ts";
import { defaultTuning } from "../../rules/alert.ts";
import { headingId, outline } from "../../runbooks/markdown.ts";
import type { References } from "./ledger.ts";

const namesOf = ({ name, ...metric }: Metric): readonly string[] => [name, ...sampleNames({ name, ...metric })];

/** Everything that the code declares, as references name it. */
function declared(): ReadonlySet<string> {
  const settings = settingsKeys().map(({ path }) => `setting:${pathText(path)}`);
  const synthetic = syntheticMetrics.flatMap(namesOf).map((name) => `metric:prometheus/${name}`);
  const scenarios = simulations().flatMap(({ pipeline, scenarios: all }) =>
    [...all.keys()].map((name) => `scenario:${pipeline}/${name}`),
  );
  const ofPipelines = pipelines.flatMap(({ catalogue, recordings, alerts, dashboards }) => [
    ...metricsOf(catalogue.jobs)
      .flatMap(namesOf)
      .map((name) => `metric:${catalogue.name}/${name}`),
    ...recordings.map(({ metric }) => `recording:${metric.name}`),
    ...catalogue.jobs.flatMap(({ name }) => [`job:${name}`, `job:${catalogue.name}/${name}`]),
    ...catalogue.logs.flatMap(({ component, fields }) => [
      `log:${catalogue.name}/${component}`,
      ...fields.map(({ name }) => `log:${catalogue.name}/${component}/${name}`),
    ]),
    ...alerts.alerts.map(({ name }) => `alert:${alerts.pipeline}/${name}`),
    ...dashboards.flatMap(({ uid, panels, variables }) => [
      `dashboard:${uid}`,
      ...panels({ tuning: defaultTuning }).map(({ key }) => `panel:${uid}/${key}`),
      ...variables.map(({ name }) => `variable:${uid}/${name}`),
    ]),
  ]);
  return new Set([...settings, ...synthetic, ...scenarios, ...ofPipelines]);
}

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

const kinds = ["metric", "recording", "job", "log", "alert", "panel", "dashboard", "variable", "setting", "scenario"];

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
        if (!kinds.includes(kind)) return `is of no known kind: file, doc, test, ${kinds.join(", ")}`;
        return known.has(ref) ? undefined : "does not exist";
    }
  };
  return { dangling, explains };
}

/** A section of the deviations without a table, or a row of one. */
function explains(ref: string): boolean {
  if (!ref.startsWith("doc:docs/deviations/")) return false;
  const { path, anchor = "", text } = placeOf(ref.slice("doc:".length));
  const section = existsSync(join(root, path)) ? sectionOf(read(path), anchor) : undefined;
  return section !== undefined && (text !== undefined || !/^\s*\|/m.test(section));
}
