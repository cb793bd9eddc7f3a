import type { SyntaxNode } from "@lezer/common";
import { type PageName, pagesOf, type ScrapeJob } from "../../catalogue/job.ts";
import { sampleNames } from "../../catalogue/metric.ts";
import { monitoring } from "../../catalogue/monitoring.ts";
import { type Matcher, matchersOf, matching, nodesOf, parse, selectedName } from "../../catalogue/promql/syntax.ts";
import { pipelineTiles } from "../../dashboards/home.ts";
import { panelContext } from "../../dashboards/links.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import { defaultTuning } from "../../rules/alert.ts";
import { activeAlerts, activeRecordings, alertExpression } from "../../rules/rule-files.ts";
import type { Settings } from "../../settings/settings.ts";
import { isExcused, type Labels, type Offer, offersOf, type RecordedPages, recordedOffers } from "./unit-offers.ts";

/** An expression, where it stands, and whose series it may read. */
interface Located {
  readonly where: string;
  readonly text: string;
  readonly jobs: readonly ScrapeJob[];
}

/** Every expression of a pipeline: its rules as they are rendered and as they are where all jobs run, and its panels. */
function expressionsOf(pipeline: Pipeline, settings: Settings): readonly Located[] {
  const { catalogue, dashboards } = pipeline;
  const rule = (name: string): string => `prometheus/rules/${catalogue.name}.rules.yml ${name}`;
  const all = [...new Set([...catalogue.jobs, ...monitoring.jobs])];
  const located = [
    ...pipeline.recordings.map(({ metric, expression, jobs }) => [rule(metric.name), expression().text, jobs] as const),
    ...activeRecordings(pipeline, settings).map(
      ({ metric, expression, jobs }) => [rule(metric.name), expression().text, jobs] as const,
    ),
    ...pipeline.alerts.alerts.map(
      (alert) => [rule(alert.name), alert.expression(defaultTuning(alert), alert.jobs).text, alert.jobs] as const,
    ),
    ...activeAlerts(pipeline, settings).map(
      (alert) => [rule(alert.name), alertExpression(alert, pipeline, settings).text, alert.jobs] as const,
    ),
    ...dashboards.flatMap(({ uid, folder, panels, variables }) => {
      const file = `grafana/dashboards/${folder}/${uid}.json`;
      return [
        ...panels(panelContext(settings, catalogue.name)).flatMap(({ key, queries }) =>
          queries.map(({ expression }) => [`${file} ${key}`, expression.text, all] as const),
        ),
        ...pipelineTiles(pipeline, settings).flatMap(({ key, queries }) =>
          queries.map(
            ({ expression }) => [`grafana/dashboards/monitoring/home.json ${key}`, expression.text, all] as const,
          ),
        ),
        ...variables.map(({ name, of }) => [`${file} $${name}`, of.text, all] as const),
      ];
    }),
  ];
  return located
    .map(([where, text, jobs]) => ({ where, text, jobs }))
    .filter(
      ({ where, text }, index, list) => index === list.findIndex((one) => one.where === where && one.text === text),
    );
}

function selectorFaults(
  selector: SyntaxNode,
  { text, jobs }: Located,
  pipeline: Pipeline,
  pages: RecordedPages,
): readonly string[] {
  const name = selectedName(selector, text);
  if (name === undefined) return ["selects without a name"];
  const offers = offersOf(name, jobs, pipeline, pages);
  if (offers.length === 0) {
    const looked = jobs.map((job) => [job.name, ...pagesOf(job).map((page) => `${page}.prom`)].join(" "));
    return [`names ${name}, which is on no page, recorded by no rule, and no application's: ${looked.join(", ")}`];
  }
  const matchers = matchersOf(selector, text);
  const faults = offers.map((offer) => offerFaults(name, matchers, offer));
  return faults.some((found) => found.length === 0) ? [] : [...new Set(faults.flat())];
}

/** Why a selector finds nothing in what a source offers. */
function offerFaults(name: string, matchers: readonly Matcher[], { source, series, free }: Offer): readonly string[] {
  const unknown = matchers.filter(({ label }) => !series.some((labels) => label in labels));
  if (unknown.length > 0) return unknown.map(({ label }) => `${name} has no label ${label} in ${source}`);
  const fixed = matchers.filter(({ label }) => !free.has(label));
  const fits = (labels: Labels): boolean =>
    fixed.every((matcher) => matching(matcher)?.(labels[matcher.label] ?? "") ?? false);
  if (series.some(fits)) return [];
  const asked = fixed.map(({ label, operator, value }) => `${label}${operator}"${value}"`);
  return [`no series of ${name} in ${source} matches {${asked.join(",")}}`];
}

/** What rules and panels name and no real system, no rule of ours and no application of the users' has; with file and rule. */
export const contractFaults = (
  settings: Settings,
  pages: RecordedPages,
  all: readonly Pipeline[] = pipelines,
): readonly string[] =>
  all.flatMap((pipeline) =>
    expressionsOf(pipeline, settings).flatMap((located) =>
      nodesOf(parse(located.text).tree.topNode, "VectorSelector").flatMap((selector) =>
        selectorFaults(selector, located, pipeline, pages).map((fault) => `${located.where}: ${fault}`),
      ),
    ),
  );

/** What jobs declare of systems with pages that no page of theirs shows, and pages that are not in the tree. */
export const jobFaults = (pages: RecordedPages, all: readonly Pipeline[] = pipelines): readonly string[] =>
  all.flatMap(({ catalogue }) =>
    catalogue.jobs.flatMap((job) => {
      const where = `${catalogue.name}/${job.name}`;
      const missing = pagesOf(job).filter((page: PageName) => !pages.has(page));
      if (job.producer === "unrecorded") {
        return job.metrics.length === 0 || isExcused(job) ? [] : [`${where}: its page is not recorded`];
      }
      const names = job.producer === "application" ? [] : job.metrics.flatMap(sampleNames);
      return [
        ...missing.map((page) => `${where}: there is no page ${page}.prom`),
        ...names
          .filter((name) => recordedOffers(job, name, pages).length === 0)
          .map((name) => `${where}: ${name} is on none of ${pagesOf(job).join(", ")}`),
      ];
    }),
  );
