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
  pushTime,
  ruleEvaluationFailures,
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
import { scrapeSampleLimit, scrapeSamplesKept, up } from "../../catalogue/synthetic.ts";
import {
  notificationsDropped,
  notificationsFailing,
  pushedDataStale,
  ruleEvaluationFailing,
  seriesNearLimit,
} from "../../rules/alerts/monitoring.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";

const half = { width: 12, height: 8 } as const;

function panels({ tuning }: PanelContext) {
  const nearLimit = tuning(seriesNearLimit).numbers.threshold;
  const stale = tuning(pushedDataStale).numbers.threshold;
  const delivery = tuning(notificationsFailing);
  const undelivered = delivery.numbers.threshold;
  const evaluation = tuning(ruleEvaluationFailing).window;
  const sending = tuning(notificationsDropped).window;
  const notified = sum(rate(counterOf(notifications), delivery.window), ["integration"]);
  const failed = sum(rate(counterOf(notificationsFailed), delivery.window), ["integration"]);
  return [
    {
      id: 1,
      key: "targets-up",
      title: "Targets Up",
      description: "Whether Prometheus can scrape each part of the monitoring. Good: all Up. At Down TargetDown fires.",
      kind: "stat",
      unit: "none",
      queries: [{ expression: min(gaugeOf(up, { pipeline: monitoring.name }), ["job"]), legend: "{{job}}" }],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      x: 0,
      y: 0,
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
      x: 16,
      y: 0,
      width: 8,
      height: 4,
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
      x: 0,
      y: 4,
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
      x: 12,
      y: 4,
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
      x: 0,
      y: 12,
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
      x: 12,
      y: 12,
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
      x: 0,
      y: 20,
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
      x: 12,
      y: 20,
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
      x: 0,
      y: 28,
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
      x: 12,
      y: 28,
      ...half,
    },
  ] as const;
}

/** The stack's own services: do they answer, do they evaluate, do alerts get through. */
export const monitoringSelf: DashboardDefinition = {
  uid: "monitoring-self",
  title: "Monitoring of the Monitoring",
  description: "The stack's own services: do they answer, is there room, do alerts get through.",
  folder: "infrastructure",
  tags: ["monitoring"],
  variables: [],
  panels,
};
