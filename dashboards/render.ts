import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { monitoring } from "../catalogue/monitoring.ts";
import type { PanelRef } from "../rules/alert.ts";
import { activeAlerts } from "../rules/rule-files.ts";
import { enabledPipelines } from "../rules/targets.ts";
import { runbookUrl } from "../runbooks/path.ts";
import type { Settings } from "../settings/settings.ts";
import {
  type DashboardDefinition,
  dataSources,
  deploymentTag,
  type FolderName,
  homeUid,
  type PanelLink,
} from "./definition.ts";
import { homeDashboard } from "./home.ts";
import { rowTitleHeight } from "./layout.ts";
import { panelContext } from "./links.ts";
import { prometheusSource } from "./style.ts";
import { buildPanel } from "./visuals/panel.ts";

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

const enabledDashboards = (settings: Settings) => [
  { definition: homeDashboard(settings), pipeline: monitoring.name },
  ...enabledPipelines(settings).flatMap(({ pipeline: { catalogue, dashboards } }) =>
    dashboards.map((definition) => ({ definition, pipeline: catalogue.name })),
  ),
];

function build(definition: DashboardDefinition, pipeline: string, settings: Settings): sdk.Dashboard {
  const builder = new sdk.DashboardBuilder(definition.title)
    .uid(definition.uid)
    .description(definition.description)
    .tags([...definition.tags])
    .readonly()
    .time({ from: "now-1h", to: "now" })
    .refresh(definition.refresh ?? "30s")
    .timezone("browser")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .annotation(firingAlerts(pipeline))
    .annotation(deployments)
    .link(
      new sdk.DashboardLinkBuilder("Home")
        .type(sdk.DashboardLinkType.Link)
        .icon("dashboard")
        .url(`${settings.links.grafana}/d/${homeUid}`)
        .keepTime(true),
    )
    .link(
      new sdk.DashboardLinkBuilder("More of this pipeline")
        .type(sdk.DashboardLinkType.Dashboards)
        .tags([pipeline])
        .asDropdown(true)
        .keepTime(true),
    )
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
  for (const panel of definition.panels(panelContext(settings, pipeline))) {
    if (panel.section !== undefined) {
      const y = panel.y - rowTitleHeight;
      builder.withRow(
        new sdk.RowBuilder(panel.section).id(rowIds + panel.id).gridPos({ x: 0, y, w: 24, h: rowTitleHeight }),
      );
    }
    builder.withPanel(buildPanel(panel, runbooksOf(`${definition.uid}/${panel.key}`, settings)));
  }
  return builder.build();
}

/** Rows have ids too: above those of all panels. */
const rowIds = 1000;

/** The runbooks of the alerts that send their reader to a panel. */
const runbooksOf = (reference: PanelRef, settings: Settings): readonly PanelLink[] => {
  const found = enabledPipelines(settings).flatMap(({ pipeline }) =>
    activeAlerts(pipeline, settings)
      .filter(({ panel }) => panel === reference)
      .map((alert) => ({
        title: `Runbook: ${alert.name}`,
        url: runbookUrl(settings.links, pipeline.catalogue.name, alert),
      })),
  );
  // Alerts that every pipeline has share a panel and a page.
  return [...new Map(found.map((link) => [link.url, link])).values()];
};

const firingAlerts = (pipeline: string): sdk.AnnotationQueryBuilder =>
  new sdk.AnnotationQueryBuilder()
    .name("Firing alerts")
    .datasource({ type: "prometheus", uid: dataSources.prometheus })
    .enable(true)
    .iconColor("red")
    .expr(`ALERTS{alertstate="firing",pipeline="${pipeline}"}`)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}}");

/** What Grafana was told of: by `pulumi up` of its own changes, by deployment tools of theirs. */
const deployments: sdk.AnnotationQueryBuilder = new sdk.AnnotationQueryBuilder()
  .name("Deployments")
  .datasource({ type: "grafana", uid: "-- Grafana --" })
  .enable(true)
  .iconColor("blue")
  // Grafana's own source takes another kind of query than the SDK knows.
  .target({
    build: () => ({
      ...{ type: "tags", tags: [deploymentTag], limit: 100, matchAny: false },
      _implementsDataqueryVariant: () => {},
    }),
  });
