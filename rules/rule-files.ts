import type { Expression } from "../catalogue/promql/expression.ts";
import { panelUrl } from "../dashboards/render.ts";
import { type EnabledPipeline, enabledPipelines, type Pipeline } from "../pipelines.ts";
import { runbookPath } from "../runbooks/path.ts";
import type { Settings } from "../settings/settings.ts";
import type { Alert } from "./alert.ts";
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
  enabledPipelines(settings)
    .map((enabled) => ({
      name: `${enabled.pipeline.catalogue.name}-alerts`,
      rules: alertsOf(enabled, settings).map((alert) => rule(alert, enabled, settings)),
    }))
    .filter(({ rules }) => rules.length > 0);

/** The alerts that exist under these settings: of an enabled pipeline, switched on, and of something deployed. */
export function activeAlerts(pipeline: Pipeline, settings: Settings): readonly Alert[] {
  const { name } = pipeline.catalogue;
  const found = enabledPipelines(settings).find((enabled) => enabled.pipeline.catalogue.name === name);
  return found === undefined ? [] : alertsOf({ ...found, pipeline }, settings);
}

const alertsOf = ({ pipeline, facts }: EnabledPipeline, settings: Settings): readonly Alert[] =>
  pipeline.alerts.alerts.filter(
    (alert) => settings.tuning(pipeline.catalogue.name, alert).enabled && alert.existsWhen(facts),
  );

function rule(alert: Alert, { pipeline, team }: EnabledPipeline, settings: Settings): AlertingRule {
  const { catalogue, alerts } = pipeline;
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
      team,
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
