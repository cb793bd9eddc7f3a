import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { load } from "js-yaml";
import { pagesOf, type ScrapeJob } from "../../catalogue/job.ts";
import { type LabelValues, type Metric, sampleNames } from "../../catalogue/metric.ts";
import { honorsLabels } from "../../catalogue/monitoring.ts";
import { resultLabels } from "../../catalogue/promql/labels.ts";
import { parse } from "../../catalogue/promql/syntax.ts";
import { alertsSeries, pushTime, syntheticMetrics } from "../../catalogue/synthetic.ts";
import { samplesOf } from "../../commands/record/page.ts";
import { root } from "../../commands/workspace.ts";
import { knownValues } from "../../exporters/simulator/series.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import type { Recording } from "../../rules/recording.ts";
import { seriesOf } from "../../rules/soundness.ts";

/** Labels of one series. */
export type Labels = Readonly<Record<string, string>>;
/** Recorded pages by name: what labels each sample name has there. */
export type RecordedPages = ReadonlyMap<string, ReadonlyMap<string, readonly Labels[]>>;

const directory = join(root, "test", "contract", "fixtures");

/** The pages in the tree. */
export function readPages(): RecordedPages {
  const pages = new Map<string, Map<string, Labels[]>>();
  for (const file of readdirSync(directory)) {
    const page = new Map<string, Labels[]>();
    for (const { name, labels } of samplesOf(readFileSync(join(directory, file), "utf8"))) {
      page.set(name, [...(page.get(name) ?? []), labels]);
    }
    pages.set(basename(file, ".prom"), page);
  }
  return pages;
}

/** Series that a name may stand for, as one source has them; of `free` labels users choose the values. */
export interface Offer {
  readonly source: string;
  readonly series: readonly Labels[];
  readonly free: ReadonlySet<string>;
}

const freeLabels = (metric: Metric | undefined): readonly string[] =>
  Object.entries<LabelValues>(metric?.labels ?? {}).flatMap(([name, { kind }]) => (kind === "open" ? [name] : []));

const declaredAs = (job: ScrapeJob, name: string): Metric | undefined =>
  job.metrics.find((metric) => sampleNames(metric).includes(name));

/** The series of a metric that the catalogue alone knows: every combination of what its closed labels may be. */
function declaredSeries(metric: Metric, name: string, more: Labels): readonly Labels[] {
  const bounds = name.endsWith("_bucket") && metric.type === "histogram" ? [...metric.buckets.map(String), "+Inf"] : [];
  const values: readonly (readonly [string, readonly string[]])[] = [
    ...Object.entries<LabelValues>(metric.labels).map(
      ([label, known]) => [label, known.kind === "closed" ? known.values : [""]] as const,
    ),
    ...(bounds.length > 0 ? [["le", bounds] as const] : []),
  ];
  return values.reduce<readonly Labels[]>(
    (all, [label, known]) => all.flatMap((labels) => known.map((value) => ({ ...labels, [label]: value }))),
    [more],
  );
}

const targetOf = (job: ScrapeJob): Labels => ({ job: job.name, instance: "", environment: "", ...job.labels });
const ofTargets = ["instance", "environment"];

/** What the recorded pages of a job show under a name; `own`: its labels there, without the target's. */
export function recordedOffers(
  job: ScrapeJob,
  name: string,
  pages: RecordedPages,
): readonly (Offer & { readonly own: readonly Labels[] })[] {
  const metric = declaredAs(job, name);
  if (job.keepsOnlyDeclared && metric === undefined) return [];
  const recorded = metric?.recordedAs === undefined ? name : name.replace(metric.name, metric.recordedAs);
  return pagesOf(job).flatMap((page) => {
    // An application pushes under its own name, so of its Pushgateway's page only what that adds is told.
    if (job.producer === "application" && name !== pushTime.name) return [];
    const own = (pages.get(page)?.get(recorded) ?? []).map((labels) =>
      Object.fromEntries(Object.entries(labels).filter(([label]) => !job.droppedLabels?.includes(label))),
    );
    const series = own.map((labels) =>
      honorsLabels(job) ? { ...targetOf(job), ...labels } : { ...labels, ...targetOf(job) },
    );
    const free = new Set([...freeLabels(metric), ...ofTargets]);
    return series.length === 0 ? [] : [{ source: `${page}.prom`, series, free, own }];
  });
}

type Excuses = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Systems whose page cannot be recorded, each with the reason. */
export const excuses = load(readFileSync(join(root, "test", "contract", "unrecorded.yaml"), "utf8")) as Excuses;

export const isExcused = ({ name, labels }: ScrapeJob): boolean => excuses[labels.pipeline]?.[name] !== undefined;

/** What a job shows by the catalogue alone: the team's own application, or a system excused in test/contract/unrecorded.yaml. */
function applicationOffers(job: ScrapeJob, name: string): readonly Offer[] {
  const metric = declaredAs(job, name);
  const unpaged = job.producer === "application" || (job.producer === "unrecorded" && isExcused(job));
  if (!unpaged || metric === undefined) return [];
  const free = new Set([...freeLabels(metric), ...ofTargets]);
  return [{ source: `the catalogue of ${job.name}`, series: declaredSeries(metric, name, targetOf(job)), free }];
}

/** What Prometheus writes of alerts, those of all pipelines; it has their labels, too, of which nothing is known here. */
function alertOffers(name: string): readonly Offer[] {
  if (name !== alertsSeries.name) return [];
  const { alertstate } = alertsSeries.labels;
  const series = pipelines.flatMap(({ alerts: { pipeline, alerts } }) =>
    alerts.flatMap((alert) =>
      knownValues(alertstate).map((state) => ({
        ...{ pipeline, alertname: alert.name, alertstate: state, component: alert.component },
        ...{ severity: "", service: "", team: "", environment: "" },
      })),
    ),
  );
  return [{ source: "the pipelines' alerts", series, free: new Set(["severity", "service", "team", ...ofTargets]) }];
}

/** What Prometheus writes by itself for the targets of a job. */
function ownOffers(job: ScrapeJob, name: string): readonly Offer[] {
  const metric = syntheticMetrics.find((one) => one !== pushTime && one !== alertsSeries && one.name === name);
  if (metric === undefined) return [];
  const free = new Set([...freeLabels(metric), ...ofTargets]);
  return [{ source: "Prometheus' own series", series: declaredSeries(metric, name, targetOf(job)), free }];
}

/** The labels that a recorded series has: those that its expression leaves, and those that the rule sets. */
export function recordedLabels({ expression, labels = {} }: Recording, pipeline: Pipeline): ReadonlySet<string> {
  const known = seriesOf(pipeline);
  const { tree, text } = parse(expression().text);
  const left = resultLabels(tree.topNode, text, (name) => {
    const found = known.get(name)?.labels;
    return found === undefined ? undefined : Object.keys(found);
  });
  return new Set([...(typeof left === "string" ? [] : left), ...Object.keys(labels)]);
}

/** What the pipeline's rules record under a name. */
function ruleOffers(pipeline: Pipeline, jobs: readonly ScrapeJob[], name: string): readonly Offer[] {
  return pipeline.recordings
    .filter(({ metric, jobs: of }) => sampleNames(metric).includes(name) && of.some((job) => jobs.includes(job)))
    .map((recording) => {
      const has = recordedLabels(recording, pipeline);
      const series = recording.jobs.flatMap((job) =>
        declaredSeries(recording.metric, name, targetOf(job)).map((labels) => ({
          ...Object.fromEntries(Object.entries(labels).filter(([label]) => has.has(label))),
          ...recording.labels,
        })),
      );
      return { source: `the rule ${name}`, series, free: new Set([...freeLabels(recording.metric), ...ofTargets]) };
    });
}

/** All that a name may stand for in a rule that reads some jobs. */
export const offersOf = (
  name: string,
  jobs: readonly ScrapeJob[],
  pipeline: Pipeline,
  pages: RecordedPages,
): readonly Offer[] => [
  ...ruleOffers(pipeline, jobs, name),
  ...alertOffers(name),
  ...jobs.flatMap((job) => [
    ...recordedOffers(job, name, pages),
    ...applicationOffers(job, name),
    ...ownOffers(job, name),
  ]),
];
