import { closed, open } from "../catalogue/metric.ts";
import { metricsOf } from "../catalogue/pipeline.ts";
import { checkExpression, type KnownSeries, knownSeries } from "../catalogue/promql/check.ts";
import { syntheticMetrics } from "../catalogue/synthetic.ts";
import { panelContext } from "../dashboards/render.ts";
import { type Pipeline, pipelines } from "../pipelines.ts";
import type { Settings } from "../settings/settings.ts";
import { activeAlerts } from "./rule-files.ts";

/** What expressions about a pipeline may name: its metrics, Prometheus' own, and the labels of its targets. */
export const seriesOf = ({ catalogue: { name, jobs } }: Pipeline): KnownSeries =>
  knownSeries([...metricsOf(jobs), ...syntheticMetrics], {
    job: closed(...jobs.map((job) => job.name)),
    pipeline: closed(name),
    service: closed(...new Set(jobs.map(({ labels }) => labels.service))),
    instance: open(100),
    environment: open(1),
  });

/**
 * What is wrong with the expressions of rules and panels under these settings, by rule or panel; empty when all is well.
 * A rule that names what does not exist would be accepted by Prometheus and never fire.
 */
export const unsound = (settings: Settings, all: readonly Pipeline[] = pipelines): readonly string[] =>
  all.flatMap((pipeline) => {
    const known = seriesOf(pipeline);
    return [...ruleExpressions(pipeline, settings), ...panelExpressions(pipeline, settings)].flatMap(([where, text]) =>
      checkExpression(text, known).map((fault) => `${where} ${fault}: ${text}`),
    );
  });

type Located = readonly [where: string, text: string];

function ruleExpressions(pipeline: Pipeline, settings: Settings): readonly Located[] {
  const { name } = pipeline.catalogue;
  return activeAlerts(pipeline, settings).map((alert) => [
    `rule ${name}/${alert.name}`,
    alert.expression(settings.tuning(name, alert)).text,
  ]);
}

function panelExpressions({ catalogue, dashboards }: Pipeline, settings: Settings): readonly Located[] {
  return dashboards.flatMap(({ uid, panels }) =>
    panels(panelContext(settings, catalogue.name)).flatMap(({ key, queries }) =>
      queries.map(({ expression }) => [`panel ${uid}/${key}`, expression.text] as const),
    ),
  );
}
