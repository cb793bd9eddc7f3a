import { count, gaugeOf } from "../../catalogue/promql/build.ts";
import type { Expression } from "../../catalogue/promql/expression.ts";
import { alertsSeries, up } from "../../catalogue/synthetic.ts";
import type { Alert, PanelRef, Severity } from "../alert.ts";
import { watchdog } from "../alerts/monitoring.ts";

/**
 * An alert that Grafana evaluates: only about what Prometheus cannot tell, such as its own silence. All else is a rule
 * of Prometheus, which has the history, the tests and the Alertmanager.
 */
export interface GrafanaAlert {
  readonly name: string;
  readonly severity: Severity;
  readonly component: string;
  readonly summary: string;
  readonly description: string;
  readonly panel: PanelRef;
  /** What Prometheus is asked for; the alert fires where the answer is below `least`. */
  readonly expression: Expression;
  readonly least: number;
  /** An alert of Prometheus that it watches; without that one it does not exist. */
  readonly watches?: Alert;
  /** Whether an answer without series fires, too. */
  readonly whenEmpty: "fires" | "quiet";
  /** Whether no answer at all fires, too. */
  readonly whenUnanswered: "fires" | "quiet";
}

/** Folder of their runbook pages. */
export const grafanaRunbooks = "grafana";

/** Name of their rule group. */
export const grafanaGroup = "data-source";

export const grafanaAlerts: readonly GrafanaAlert[] = [
  {
    name: "PrometheusNotAnswering",
    severity: "critical",
    component: "prometheus",
    summary: "Prometheus does not answer Grafana",
    description: "Grafana's queries fail or return nothing: dashboards are empty, and no alert of Prometheus can fire.",
    panel: "monitoring-self/targets-up",
    expression: count(gaugeOf(up)),
    least: 1,
    whenEmpty: "fires",
    whenUnanswered: "fires",
  },
  {
    name: "WatchdogSilent",
    severity: "critical",
    component: "rules",
    summary: "Prometheus answers, but its rules have stopped",
    description:
      "The Watchdog, which fires as long as scraping and rules work, does not fire: no alert of Prometheus can be trusted.",
    panel: "monitoring-self/rule-failures",
    watches: watchdog,
    expression: count(gaugeOf(alertsSeries, { alertname: watchdog.name, alertstate: "firing" })),
    least: 1,
    whenEmpty: "fires",
    // That is the other alert's matter.
    whenUnanswered: "quiet",
  },
];
