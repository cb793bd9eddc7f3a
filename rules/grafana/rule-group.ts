import { monitoring } from "../../catalogue/monitoring.ts";
import { dataSources } from "../../dashboards/definition.ts";
import { panelOfLink } from "../../dashboards/links.ts";
import { runbookUrl } from "../../runbooks/path.ts";
import type { Settings } from "../../settings/settings.ts";
import { type GrafanaAlert, grafanaAlerts, grafanaRunbooks } from "./alerts.ts";

/** A rule as Grafana takes it: query A, its last value B, and whether that lies below the least, C. */
export interface GrafanaRule {
  readonly name: string;
  readonly for: string;
  readonly condition: string;
  readonly noDataState: "Alerting" | "OK";
  readonly execErrState: "Alerting" | "OK";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly datas: readonly {
    readonly refId: string;
    readonly datasourceUid: string;
    readonly relativeTimeRange: { readonly from: number; readonly to: number };
    readonly model: Readonly<Record<string, unknown>>;
  }[];
}

/** The rules that Grafana evaluates, under these settings. */
export const grafanaRules = (settings: Settings): readonly GrafanaRule[] =>
  grafanaAlerts
    .filter(({ watches }) => watches === undefined || settings.tuning(monitoring.name, watches).enabled)
    .map((alert) => rule(alert, settings));

/** Grafana's source of what it computes itself. */
const computed = "__expr__";

function rule(alert: GrafanaAlert, settings: Settings): GrafanaRule {
  const { dashboard, panel } = panelOfLink(settings, alert.panel);
  const state = (when: "fires" | "quiet") => (when === "fires" ? "Alerting" : "OK");
  return {
    name: alert.name,
    for: settings.grafana.alerting.for,
    condition: "C",
    noDataState: state(alert.whenEmpty),
    execErrState: state(alert.whenUnanswered),
    labels: {
      severity: alert.severity,
      pipeline: monitoring.name,
      component: alert.component,
      service: "grafana",
      team: settings.monitoring.team,
    },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: runbookUrl(settings.links, grafanaRunbooks, { name: alert.name, runbooks: undefined }),
      __dashboardUid__: dashboard,
      __panelId__: String(panel),
    },
    datas: [
      step("A", dataSources.prometheus, { expr: alert.expression.text, instant: true, range: false }),
      step("B", computed, { type: "reduce", expression: "A", reducer: "last" }),
      step("C", computed, {
        type: "threshold",
        expression: "B",
        conditions: [{ evaluator: { type: "lt", params: [alert.least] } }],
      }),
    ],
  };
}

const step = (refId: string, datasourceUid: string, model: Readonly<Record<string, unknown>>) => ({
  refId,
  datasourceUid,
  relativeTimeRange: { from: 300, to: 0 },
  model: { refId, ...model },
});
