import { count, gaugeOf, orZero } from "../catalogue/promql/build.ts";
import { alertsSeries } from "../catalogue/synthetic.ts";
import { type Pipeline, pipelines } from "../pipelines.ts";
import { enabledPipelines } from "../rules/targets.ts";
import type { Settings } from "../settings/settings.ts";
import { type DashboardDefinition, homeUid } from "./definition.ts";
import { flow, type Unplaced } from "./layout.ts";
import { panelContext } from "./links.ts";
import { redFrom } from "./vitals.ts";

const tileHeight = 4;

/** Panels of a pipeline have ids of their own, whichever others are enabled. */
const idsOfPipeline = 10;

/** The page that people see first: a row for each pipeline, and what it leads to. */
export const homeDashboard = (settings: Settings): DashboardDefinition => ({
  uid: homeUid,
  title: "Home",
  description: "Every pipeline at a glance: is it late, does data flow, does it fail, do alerts fire.",
  folder: "monitoring",
  tags: ["home"],
  variables: [],
  panels: () => flow(enabledPipelines(settings).flatMap(({ pipeline }) => pipelineTiles(pipeline, settings))),
});

/** A pipeline's row of the home page: its firing alerts and its vitals, each with links to the pipeline's dashboards. */
export function pipelineTiles(pipeline: Pipeline, settings: Settings): readonly Unplaced[] {
  const { name, title } = pipeline.catalogue;
  const firstId = idsOfPipeline * (1 + pipelines.indexOf(pipeline));
  const links = pipeline.dashboards.map((dashboard) => ({
    title: dashboard.title,
    url: `${settings.links.grafana}/d/${dashboard.uid}`,
  }));
  const shared = { kind: "stat", links, height: tileHeight } as const;
  const vitals = pipeline.vitals(panelContext(settings, name));
  return [
    {
      ...shared,
      id: firstId,
      key: `${name}-firing`,
      title: "Firing Alerts",
      description: `Alerts of ${title} that fire, by severity. Good: none.`,
      unit: "short",
      decimals: 0,
      queries: (["critical", "warning"] as const).map((severity) => ({
        expression: orZero(count(gaugeOf(alertsSeries, { alertstate: "firing", severity, pipeline: name }))),
        legend: severity,
      })),
      steps: redFrom(1),
      section: title,
      width: 4,
    },
    ...vitals.map(({ key, expression, legend, ...vital }, index) => ({
      ...shared,
      ...vital,
      id: firstId + 1 + index,
      key: `${name}-${key}`,
      queries: [{ expression, legend: legend ?? vital.title }],
      width: 5,
    })),
  ];
}
