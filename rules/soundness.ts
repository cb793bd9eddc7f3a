import type { ScrapeJob } from "../catalogue/job.ts";
import { closed, open } from "../catalogue/metric.ts";
import { monitoring } from "../catalogue/monitoring.ts";
import { metricsOf } from "../catalogue/pipeline.ts";
import { checkExpression, type KnownSeries, knownSeries } from "../catalogue/promql/check.ts";
import { syntheticMetrics } from "../catalogue/synthetic.ts";
import { homeUid } from "../dashboards/definition.ts";
import { pipelineTiles } from "../dashboards/home.ts";
import { panelContext } from "../dashboards/links.ts";
import { type Pipeline, pipelines } from "../pipelines.ts";
import type { Settings } from "../settings/settings.ts";
import { activeAlerts, activeRecordings, alertExpression } from "./rule-files.ts";

/** What may be named of some jobs' series: their metrics, Prometheus' own, what the pipeline records, and target labels. */
function seriesFrom(jobs: readonly ScrapeJob[], { recordings }: Pipeline): KnownSeries {
  const own = new Map<string, Set<string>>();
  for (const { labels } of jobs) {
    for (const [name, value] of Object.entries(labels)) own.set(name, (own.get(name) ?? new Set()).add(value));
  }
  const recorded = recordings.filter((recording) => recording.jobs.some((job) => jobs.includes(job)));
  return knownSeries([...metricsOf(jobs), ...recorded.map(({ metric }) => metric), ...syntheticMetrics], {
    job: closed(...jobs.map((job) => job.name)),
    instance: open(100),
    environment: open(1),
    ...Object.fromEntries([...own].map(([name, values]) => [name, closed(...values)])),
  });
}

/** What a pipeline's panels and runbooks may name: all of its series, and the monitoring's about hosts and containers. */
export const seriesOf = (pipeline: Pipeline): KnownSeries =>
  seriesFrom([...new Set([...pipeline.catalogue.jobs, ...monitoring.jobs])], pipeline);

/**
 * What is wrong with the expressions of rules and panels under these settings, by rule or panel; empty when all is well.
 * A rule that names what does not exist would be accepted by Prometheus and never fire.
 */
export const unsound = (settings: Settings, all: readonly Pipeline[] = pipelines): readonly string[] =>
  all.flatMap((pipeline) => [
    ...ruleFaults(pipeline, settings),
    ...panelExpressions(pipeline, settings).flatMap(([where, text]) => faults(where, text, seriesOf(pipeline))),
  ]);

const faults = (where: string, text: string, known: KnownSeries): readonly string[] =>
  checkExpression(text, known).map((fault) => `${where} ${fault}: ${text}`);

type Located = readonly [where: string, text: string];

/** A rule may name only the series of the jobs that it says it reads: they decide whether it exists. */
function ruleFaults(pipeline: Pipeline, settings: Settings): readonly string[] {
  const { name } = pipeline.catalogue;
  const alerts = activeAlerts(pipeline, settings).flatMap((alert) =>
    faults(
      `rule ${name}/${alert.name}`,
      alertExpression(alert, pipeline, settings).text,
      seriesFrom(alert.jobs, pipeline),
    ),
  );
  const recordings = activeRecordings(pipeline, settings).flatMap(({ metric, jobs, expression }) =>
    faults(`rule ${name}/${metric.name}`, expression().text, seriesFrom(jobs, pipeline)),
  );
  return [...recordings, ...alerts];
}

function panelExpressions(pipeline: Pipeline, settings: Settings): readonly Located[] {
  const { catalogue, dashboards } = pipeline;
  const all = [
    ...dashboards.map(({ uid, panels }) => ({ uid, panels: panels(panelContext(settings, catalogue.name)) })),
    { uid: homeUid, panels: pipelineTiles(pipeline, settings) },
  ];
  return all.flatMap(({ uid, panels }) =>
    panels.flatMap(({ key, queries }) =>
      queries.map(({ expression }) => [`panel ${uid}/${key}`, expression.text] as const),
    ),
  );
}
