import { posix } from "node:path";
import { checkExpression, type KnownSeries } from "../catalogue/promql/check.ts";
import type { Alert, PipelineAlerts } from "../rules/alert.ts";
import { isRelative, outline } from "./markdown.ts";
import { type Page, pagePath } from "./path.ts";

/** What each alert's page must answer, in this order. */
export const requiredSections = [
  "What it means",
  "Impact",
  "First five minutes",
  "Likely causes and fixes",
  "How to silence",
  "When to escalate",
] as const;

/** The page that an alert links to; several pipelines may share one. */
export const alertPage = (pipeline: string, { name, runbooks }: Alert): string => pagePath(runbooks ?? pipeline, name);

const targetOf = (from: string, href: string): string => posix.join(posix.dirname(from), href.split("#")[0] ?? "");

/**
 * Alerts without a page, and pages that neither are an alert's nor linked from one.
 * @param others pages of alerts that are no pipeline's
 */
export function checkCoverage(
  pages: readonly Page[],
  pipelines: readonly PipelineAlerts[],
  others: readonly string[] = [],
): readonly string[] {
  const wanted = new Set([
    ...others,
    ...pipelines.flatMap(({ pipeline, alerts }) => alerts.map((alert) => alertPage(pipeline, alert))),
  ]);
  const present = new Set(pages.map(({ path }) => path));
  const linked = new Set(
    pages
      .filter(({ path }) => wanted.has(path))
      .flatMap((page) =>
        outline(page)
          .links.filter(isRelative)
          .map((href) => targetOf(page.path, href)),
      ),
  );
  return [
    ...[...wanted].filter((path) => !present.has(path)).map((path) => `${path} is missing`),
    ...[...present].filter((path) => !wanted.has(path) && !linked.has(path)).map((path) => `${path} is an orphan`),
  ];
}

/** Faults in an alert's title and sections. */
export function checkSections(page: Page, alert: { readonly name: string }): readonly string[] {
  const { title, headings } = outline(page);
  const sections = headings.filter(({ depth }) => depth === 2).map(({ text }) => text);
  const order = requiredSections.filter((name) => sections.includes(name));
  return [
    ...(title === alert.name ? [] : [`is titled ${title}, not ${alert.name}`]),
    ...requiredSections.filter((name) => !sections.includes(name)).map((name) => `lacks the section ${name}`),
    ...(order.join() === sections.filter((name) => order.some((known) => known === name)).join()
      ? []
      : ["has its sections in another order, or twice"]),
  ];
}

/** Relative links, of all pages, whose page or heading does not exist. */
export function checkLinks(pages: readonly Page[]): readonly string[] {
  const ids = new Map(pages.map((page) => [page.path, new Set(outline(page).headings.map(({ id }) => id))]));
  return pages.flatMap((page) =>
    outline(page)
      .links.filter(isRelative)
      .filter((href) => {
        const anchor = href.split("#")[1];
        const target = ids.get(href.startsWith("#") ? page.path : targetOf(page.path, href));
        return target === undefined || (anchor !== undefined && !target.has(anchor));
      })
      .map((href) => `${page.path} links to ${href}, which does not exist`),
  );
}

/** Faults of the page's PromQL, as the real grammar and the catalogue see it. */
export function checkQueries(page: Page, known: KnownSeries): readonly string[] {
  return outline(page)
    .codeBlocks.filter(({ language }) => language === "promql")
    .flatMap(({ text }) => checkExpression(text, known));
}

/** Faults of the command that silences the alert: it must hit this alert of this pipeline, end, and say why. */
export function checkSilence(page: Page, pipeline: string, alert: Alert): readonly string[] {
  const commands = outline(page)
    .codeBlocks.flatMap(({ text }) => text.replaceAll("\\\n", " ").split("\n"))
    .filter((command) => command.includes("amtool") && command.includes("silence add"));
  if (commands.length === 0) return ["has no amtool command that adds a silence"];
  const which = alert.runbooks === undefined ? `pipeline=${pipeline}` : 'pipeline="$PIPELINE"';
  const needed = [`alertname=${alert.name}`, which, "--duration=", "--comment="];
  return commands.flatMap((command) => {
    const words = command.split(/\s+/);
    return needed
      .filter((part) => !words.some((word) => (part.endsWith("=") ? word.startsWith(part) : word === part)))
      .map((part) => `silences without ${part}: ${command.trim()}`);
  });
}

/** Settings of alerts that the page names but that do not exist, and numbers of its alert that it leaves out. */
export function checkTuning(page: Page, pipelines: readonly PipelineAlerts[]): readonly string[] {
  const entries = pipelines.flatMap(({ pipeline, alerts }) =>
    alerts.map((alert) => [alertPage(pipeline, alert), tuningPaths(pipeline, alert)] as const),
  );
  const known = new Map(entries);
  // Alerts that share a page need not have all numbers in common.
  const all = new Set(entries.flatMap(([, { every }]) => every));
  const named = outline(page).codeSpans.filter((span) => /^alerts\.[a-z0-9<>-]+\./.test(span));
  return [
    ...named.filter((path) => !all.has(path)).map((path) => `names the setting ${path}, which does not exist`),
    ...(known.get(page.path)?.numbers ?? [])
      .filter((path) => !named.includes(path))
      .map((path) => `does not say where ${path} is set`),
  ];
}

function tuningPaths(pipeline: string, alert: Alert): { every: readonly string[]; numbers: readonly string[] } {
  const owner = alert.runbooks === undefined ? pipeline : "<pipeline>";
  const path = (setting: string) => `alerts.${owner}.${alert.name}.${setting}`;
  const numbers = Object.keys(alert.numbers).map(path);
  const window = alert.window === undefined ? [] : [path("window")];
  return { every: [path("enabled"), path("severity"), path("for"), ...window, ...numbers], numbers };
}
