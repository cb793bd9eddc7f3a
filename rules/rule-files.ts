import type { Expression } from "../catalogue/promql/expression.ts";
import { panelUrl } from "../dashboards/links.ts";
import type { Pipeline } from "../pipelines.ts";
import { runbookUrl } from "../runbooks/path.ts";
import type { Settings } from "../settings/settings.ts";
import type { Alert } from "./alert.ts";
import type { Recording } from "./recording.ts";
import { type EnabledPipeline, enabledPipelines, isFed } from "./targets.ts";
import { yaml } from "./yaml.ts";

/** An alerting rule as Prometheus takes it. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A recording rule as Prometheus takes it. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A pipeline's rule groups, which share a file: what is recorded comes before the alerts that may read it. */
export interface PipelineRules {
  readonly pipeline: string;
  readonly recordings: readonly RecordingRule[];
  readonly alerts: readonly AlertingRule[];
}

/** The rules of each enabled pipeline that has any left. */
export const pipelineRules = (settings: Settings): readonly PipelineRules[] =>
  enabledPipelines(settings)
    .map((enabled) => ({
      pipeline: enabled.pipeline.catalogue.name,
      recordings: recordingsOf(enabled.pipeline, settings).map(recordingRule),
      alerts: alertsOf(enabled.pipeline, settings).map((alert) => rule(alert, enabled, settings)),
    }))
    .filter(({ recordings, alerts }) => recordings.length + alerts.length > 0);

/** Names of a pipeline's groups. */
export const recordingsGroup = (pipeline: string): string => `${pipeline}-recordings`;
export const alertsGroup = (pipeline: string): string => `${pipeline}-alerts`;

/** The alerts that exist under these settings: of an enabled pipeline, switched on, and of something deployed. */
export const activeAlerts = (pipeline: Pipeline, settings: Settings): readonly Alert[] =>
  isEnabled(pipeline, settings) ? alertsOf(pipeline, settings) : [];

/** The recording rules that exist under these settings. */
export const activeRecordings = (pipeline: Pipeline, settings: Settings): readonly Recording[] =>
  isEnabled(pipeline, settings) ? recordingsOf(pipeline, settings) : [];

const isEnabled = ({ catalogue: { name } }: Pipeline, settings: Settings): boolean =>
  enabledPipelines(settings).some(({ pipeline }) => pipeline.catalogue.name === name);

const alertsOf = ({ catalogue, alerts }: Pipeline, settings: Settings): readonly Alert[] =>
  alerts.alerts.filter(
    (alert) => settings.tuning(catalogue.name, alert).enabled && alert.jobs.some((job) => isFed(job, settings)),
  );

const recordingsOf = ({ recordings }: Pipeline, settings: Settings): readonly Recording[] =>
  recordings.filter(({ jobs }) => jobs.some((job) => isFed(job, settings)));

const recordingRule = ({ metric, labels, expression }: Recording): RecordingRule => ({
  record: metric.name,
  expr: expression().text,
  ...(labels === undefined ? {} : { labels }),
});

/** What an alert asks under these settings. */
export const alertExpression = (alert: Alert, { catalogue }: Pipeline, settings: Settings): Expression =>
  alert.expression(
    settings.tuning(catalogue.name, alert),
    alert.jobs.filter((job) => isFed(job, settings)),
  );

function rule(alert: Alert, { pipeline, team }: EnabledPipeline, settings: Settings): AlertingRule {
  const { catalogue } = pipeline;
  const tuning = settings.tuning(catalogue.name, alert);
  return {
    alert: alert.name,
    expr: alertExpression(alert, pipeline, settings).text,
    for: tuning.for,
    labels: {
      severity: tuning.severity,
      pipeline: catalogue.name,
      component: alert.component,
      service: alert.service,
      team: tuning.team ?? team,
    },
    annotations: {
      summary: alert.summary,
      description: alert.description(tuning),
      runbook_url: runbookUrl(settings.links, catalogue.name, alert),
      dashboard_url: panelUrl(settings, alert.panel),
    },
  };
}

/** The rule files by name, one a pipeline. */
export const renderRules = (settings: Settings): ReadonlyMap<string, string> =>
  new Map(
    pipelineRules(settings).map(({ pipeline, recordings, alerts }) => [
      `${pipeline}.rules.yml`,
      yaml({
        groups: [
          ...(recordings.length === 0 ? [] : [{ name: recordingsGroup(pipeline), rules: recordings }]),
          ...(alerts.length === 0 ? [] : [{ name: alertsGroup(pipeline), rules: alerts }]),
        ],
      }),
    ]),
  );
