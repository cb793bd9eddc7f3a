import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { pipelines } from "../pipelines.ts";
import type { PanelRef } from "../rules/alert.ts";
import { enabledPipelines } from "../rules/targets.ts";
import type { Settings } from "../settings/settings.ts";
import { type DashboardDefinition, dataSources, type FolderName, type PanelContext } from "./definition.ts";
import { buildPanel } from "./panel.ts";
import { prometheusSource } from "./style.ts";

/** A dashboard as Grafana takes it. */
export interface RenderedDashboard {
  readonly uid: string;
  readonly folder: FolderName;
  /** The dashboard's model, as JSON with sorted keys nowhere: the SDK's order is stable. */
  readonly json: string;
}

/** The dashboards of every enabled pipeline; the same settings give the same bytes. */
export function renderDashboards(settings: Settings): readonly RenderedDashboard[] {
  return enabledDashboards(settings).map(({ definition, pipeline }) => ({
    uid: definition.uid,
    folder: definition.folder,
    json: JSON.stringify(build(definition, pipeline, settings), null, 2),
  }));
}

/** The address of the panel that an alert names; throws where there is none, so that no mail links to nothing. */
export function panelUrl(settings: Settings, reference: PanelRef): string {
  const [uid, key] = reference.split("/");
  const owner = pipelines.find(({ dashboards }) => dashboards.some((dashboard) => dashboard.uid === uid));
  const definition = owner?.dashboards.find((dashboard) => dashboard.uid === uid);
  const panel = definition
    ?.panels(panelContext(settings, owner?.catalogue.name ?? ""))
    .find((candidate) => candidate.key === key);
  if (panel === undefined) throw new Error(`there is no panel ${reference}`);
  return `${settings.links.grafana}/d/${uid}?viewPanel=${panel.id}`;
}

const enabledDashboards = (settings: Settings) =>
  enabledPipelines(settings).flatMap(({ pipeline: { catalogue, dashboards } }) =>
    dashboards.map((definition) => ({ definition, pipeline: catalogue.name })),
  );

/** What a pipeline's panels may read under these settings. */
export const panelContext = (settings: Settings, pipeline: string): PanelContext => ({
  tuning: (alert) => settings.tuning(pipeline, alert),
});

function build(definition: DashboardDefinition, pipeline: string, settings: Settings): sdk.Dashboard {
  const builder = new sdk.DashboardBuilder(definition.title)
    .uid(definition.uid)
    .description(definition.description)
    .tags([...definition.tags])
    .readonly()
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .timezone("browser")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .annotation(firingAlerts(pipeline))
    .link(
      new sdk.DashboardLinkBuilder("Runbooks")
        .type(sdk.DashboardLinkType.Link)
        .icon("doc")
        .url(settings.links.runbooks)
        .targetBlank(true),
    );
  for (const { name, label, of } of definition.variables) {
    builder.withVariable(
      new sdk.QueryVariableBuilder(name)
        .label(label)
        .datasource(prometheusSource)
        .query(`label_values(${of}, ${name})`)
        .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
        .sort(sdk.VariableSort.AlphabeticalAsc)
        .multi(true)
        .includeAll(true)
        .allValue(".+")
        .current({ selected: true, text: "All", value: "$__all" }),
    );
  }
  for (const panel of definition.panels(panelContext(settings, pipeline))) builder.withPanel(buildPanel(panel));
  return builder.build();
}

const firingAlerts = (pipeline: string): sdk.AnnotationQueryBuilder =>
  new sdk.AnnotationQueryBuilder()
    .name("Firing alerts")
    .datasource({ type: "prometheus", uid: dataSources.prometheus })
    .enable(true)
    .iconColor("red")
    .expr(`ALERTS{alertstate="firing",pipeline="${pipeline}"}`)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}}");
