import {
  alertmanagerReloaded,
  alertsDropped,
  alertsHeld,
  alertsSent,
  blackboxReloaded,
  headSeries,
  monitoring,
  notifications,
  notificationsFailed,
  prometheusReloaded,
  ruleEvaluationFailures,
  ruleGroupDuration,
  ruleGroupMissed,
  samplesAppended,
  storedBytes,
} from "../../catalogue/monitoring.ts";
import {
  counterOf,
  divide,
  gaugeOf,
  greater,
  increase,
  max,
  min,
  orZero,
  rate,
  subtract,
  sum,
  time,
} from "../../catalogue/promql/build.ts";
import { pushTime, scrapeDuration, scrapeSampleLimit, scrapeSamplesKept, up } from "../../catalogue/synthetic.ts";
import { monitoringAlerts, notificationsDropped, notificationsFailing } from "../../rules/alerts/monitoring.ts";
import { standardAlert } from "../../rules/alerts/standard.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";

const threshold = ({ tuning }: PanelContext, name: string): number =>
  tuning(standardAlert(monitoringAlerts.alerts, name)).numbers.threshold;

function panels(context: PanelContext) {
  const { tuning } = context;
  const nearLimit = threshold(context, "SeriesNearLimit");
  const stale = threshold(context, "PushedDataStale");
  const delivery = tuning(notificationsFailing);
  const undelivered = delivery.numbers.threshold;
  const evaluation = "5m";
  const sending = tuning(notificationsDropped).window;
  const notified = sum(rate(counterOf(notifications), delivery.window), ["integration"]);
  const failed = sum(rate(counterOf(notificationsFailed), delivery.window), ["integration"]);
  return flow([
    {
      id: 1,
      key: "targets-up",
      title: "Targets Up",
      description: "Whether Prometheus can scrape each part of the monitoring. Good: all Up. At Down TargetDown fires.",
      kind: "stat",
      unit: "none",
      queries: [{ expression: min(gaugeOf(up, { pipeline: monitoring.name }), ["job"]), legend: "{{job}}" }],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      width: 16,
      height: 4,
    },
    {
      id: 2,
      key: "configuration",
      title: "Configuration",
      description:
        "Whether each server runs the configuration that it was last given. Good: all Current. At Old ConfigurationNotReloaded fires.",
      kind: "stat",
      unit: "none",
      queries: [
        { expression: min(gaugeOf(prometheusReloaded)), legend: "Prometheus" },
        { expression: min(gaugeOf(alertmanagerReloaded)), legend: "Alertmanager" },
        { expression: min(gaugeOf(blackboxReloaded)), legend: "Blackbox exporter" },
      ],
      mapping: { "0": { text: "Old", color: "red" }, "1": { text: "Current", color: "green" } },
      width: 8,
      height: 4,
    },
    {
      id: 11,
      key: "pipeline-targets",
      title: "Targets of the Pipelines",
      description:
        "Whether Prometheus can scrape the targets of each pipeline's jobs; the worst target of a job counts. Good: all Up. At Down TargetDown fires, or the pipeline's own alert; a job that is missing here fires TargetAbsent.",
      kind: "stat",
      unit: "none",
      queries: [{ expression: min(gaugeOf(up), ["pipeline", "job"]), legend: "{{pipeline}}: {{job}}" }],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      width: 24,
      height: 6,
    },
    {
      id: 3,
      key: "samples-of-limit",
      title: "Samples of Each Job's Limit",
      description: `Share of the samples that a target may return which it does return, the worst of each job. Good: flat. Above ${formatValue(nearLimit, "ratio")} SeriesNearLimit fires; at 100% the scrape fails.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        {
          expression: max(divide(gaugeOf(scrapeSamplesKept), gaugeOf(scrapeSampleLimit)), ["job"]),
          legend: "{{job}}",
        },
      ],
      steps: [{ value: nearLimit, color: "red" }],
      ...half,
    },
    {
      id: 4,
      key: "series",
      title: "Series in Memory",
      description: "Series that Prometheus holds, which is what its memory goes to. Good: flat between deployments.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(headSeries)), legend: "series" }],
      ...half,
    },
    {
      id: 12,
      key: "samples-stored",
      title: "Samples Stored per Second",
      description:
        "What Prometheus takes in. Good: flat between deployments; a step up is a new target or a page that grew.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(rate(counterOf(samplesAppended), evaluation)), legend: "samples" }],
      ...half,
    },
    {
      id: 13,
      key: "scrape-duration",
      title: "Slowest Scrape of Each Job",
      description: "How long the slowest target of each job takes to answer. Good: far below the scrape timeout.",
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: max(gaugeOf(scrapeDuration), ["job"]), legend: "{{job}}" }],
      ...half,
    },
    {
      id: 14,
      key: "stored-bytes",
      title: "Blocks on Disk",
      description:
        "What is stored, without the last hours, which are still in memory. Good: below prometheus.retentionSize.",
      kind: "timeseries",
      unit: "bytes",
      queries: [{ expression: sum(gaugeOf(storedBytes)), legend: "blocks" }],
      ...half,
    },
    {
      id: 15,
      key: "rule-duration",
      title: "Time to Evaluate Rules",
      description: "How long each group of rules took last. Good: far below the evaluation interval.",
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: max(gaugeOf(ruleGroupDuration), ["rule_group"]), legend: "{{rule_group}}" }],
      ...half,
    },
    {
      id: 16,
      key: "rule-missed",
      title: "Evaluations Left Out",
      description: `Evaluations of rules that were left out within ${evaluation}, since the one before took too long. Good: 0.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        { expression: sum(increase(counterOf(ruleGroupMissed), evaluation), ["rule_group"]), legend: "{{rule_group}}" },
      ],
      ...half,
    },
    {
      id: 5,
      key: "push-age",
      title: "Age of Pushed Metrics",
      description: `Time since the last push that worked, of the group that has waited longest; 0 while nothing was ever pushed. Good: below the time between two pushes. Above ${formatValue(stale, "seconds")} PushedDataStale fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: orZero(max(subtract(time, gaugeOf(pushTime)))), legend: "oldest group" }],
      steps: [{ value: stale, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "rule-failures",
      title: "Failed Rule Evaluations",
      description: `Evaluations that failed within ${evaluation}, by group of rules. Good: 0. Above it RuleEvaluationFailing fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(ruleEvaluationFailures), evaluation), ["rule_group"]),
          legend: "{{rule_group}}",
        },
      ],
      ...half,
    },
    {
      id: 7,
      key: "alerts-sent",
      title: "Alerts from Prometheus to Alertmanager",
      description:
        "Alerts sent and dropped per second. Good: nothing dropped. With alerts dropped NotificationsDropped fires.",
      kind: "timeseries",
      unit: "cps",
      queries: [
        { expression: sum(rate(counterOf(alertsSent), sending)), legend: "sent" },
        { expression: sum(rate(counterOf(alertsDropped), sending)), legend: "dropped" },
      ],
      ...half,
    },
    {
      id: 8,
      key: "notifications-failed",
      title: "Share of Notifications That Fail",
      description: `Notifications that Alertmanager could not deliver, of all, by the worst integration; 0 while there is nothing to send. Good: 0. Above ${formatValue(undelivered, "ratio")} NotificationsFailing fires.`,
      kind: "timeseries",
      unit: "percentunit",
      // Without notifications there is no share, rather than 0/0.
      queries: [{ expression: orZero(max(divide(failed, greater(notified, 0)))), legend: "failed" }],
      steps: [{ value: undelivered, color: "red" }],
      ...half,
    },
    {
      id: 9,
      key: "alerts-held",
      title: "Alerts in Alertmanager",
      description: "Alerts that it knows, by what it does with them. Good: few, and none unprocessed for long.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(alertsHeld), ["state"]), legend: "{{state}}" }],
      ...half,
    },
    {
      id: 10,
      key: "notifications-sent",
      title: "Notifications per Second",
      description: "Notifications that Alertmanager was to send, failed ones included. Good: few.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: sum(rate(counterOf(notifications), delivery.window)), legend: "notifications" }],
      ...half,
    },
  ]);
}

/** The stack's own services: do they answer, do they evaluate, do alerts get through. */
export const monitoringSelf: DashboardDefinition = {
  uid: "monitoring-self",
  title: "Monitoring of the Monitoring",
  description: "The stack's own services: do they answer, is there room, do alerts get through.",
  folder: "monitoring",
  tags: ["monitoring"],
  variables: [],
  panels,
};
