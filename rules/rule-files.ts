import type { Expression } from "../catalogue/promql/expression.ts";
import { panelUrl } from "../dashboards/render.ts";
import { type Pipeline, pipelines } from "../pipelines.ts";
import { runbookPath } from "../runbooks/path.ts";
import type { Settings } from "../settings/settings.ts";
import type { Alert, PipelineFacts } from "./alert.ts";
import { yaml } from "./yaml.ts";

/** An alerting rule as Prometheus takes it. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule group, the only one of its file. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertingRule[];
}

/** The rule group of each enabled pipeline that has alerts left. */
export const ruleGroups = (settings: Settings): readonly RuleGroup[] =>
  pipelines
    .map((pipeline) => ({
      name: `${pipeline.catalogue.name}-alerts`,
      rules: activeAlerts(pipeline, settings).map((alert) => rule(alert, pipeline, settings)),
    }))
    .filter(({ rules }) => rules.length > 0);

/** The alerts that exist under these settings: of an enabled pipeline, switched on, and of something deployed. */
export function activeAlerts({ catalogue, alerts }: Pipeline, settings: Settings): readonly Alert[] {
  const declared = settings.pipelines[catalogue.name];
  if (declared === undefined || !declared.enabled) return [];
  const facts: PipelineFacts = { probed: declared.healthUrls.length > 0 };
  return alerts.alerts.filter((alert) => settings.tuning(catalogue.name, alert).enabled && alert.existsWhen(facts));
}

function rule(alert: Alert, { catalogue, alerts }: Pipeline, settings: Settings): AlertingRule {
  const tuning = settings.tuning(catalogue.name, alert);
  const expression: Expression = alert.expression(tuning);
  return {
    alert: alert.name,
    expr: expression.text,
    for: tuning.for,
    labels: {
      severity: tuning.severity,
      pipeline: catalogue.name,
      component: alert.component,
      service: alerts.service,
      team: settings.pipelines[catalogue.name]?.team ?? "",
    },
    annotations: {
      summary: alert.summary,
      description: alert.description(tuning),
      runbook_url: `${settings.links.runbooks}/${runbookPath(catalogue.name, alert.name)}`,
      dashboard_url: panelUrl(settings, catalogue.name, alert.panel),
    },
  };
}

/** The rule files by name, one a pipeline. */
export const renderRules = (settings: Settings): ReadonlyMap<string, string> =>
  new Map(
    ruleGroups(settings).map((group) => [`${group.name.replace(/-alerts$/, "")}.rules.yml`, yaml({ groups: [group] })]),
  );
