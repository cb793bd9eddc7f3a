import {
  alertmanagerReloaded,
  alertsDropped,
  blackboxReloaded,
  monitoring,
  monitoringJobs,
  notifications,
  notificationsFailed,
  prometheusReloaded,
  pushTime,
  ruleEvaluationFailures,
} from "../../catalogue/monitoring.ts";
import {
  counterOf,
  divide,
  equals,
  gaugeOf,
  greater,
  increase,
  or,
  rate,
  subtract,
  sum,
  time,
} from "../../catalogue/promql/build.ts";
import { scrapeSampleLimit, scrapeSamplesKept, up } from "../../catalogue/synthetic.ts";
import { alert, type PipelineAlerts } from "../alert.ts";
import { constant, growing, justAbove, justBelow, rising } from "../fixture.ts";
import { formatValue, valueTemplate } from "../units.ts";

const targetOf = ({ name, labels }: (typeof monitoringJobs)[keyof typeof monitoringJobs], port: number) => ({
  job: name,
  instance: `${name}:${port}`,
  pipeline: labels.pipeline,
});
const prometheus = targetOf(monitoringJobs.prometheus, 9090);
const alertmanager = targetOf(monitoringJobs.alertmanager, 9093);
const blackbox = targetOf(monitoringJobs.blackboxExporter, 9115);

const targetDown = alert({
  name: "TargetDown",
  component: "scrape",
  severity: "warning",
  for: "2m",
  panel: "monitoring-self/targets-up",
  summary: "A part of the monitoring cannot be scraped",
  description: () => "{{ $labels.job }} at {{ $labels.instance }} does not answer Prometheus.",
  // Pipelines' own targets have alerts of their own, which know how bad it is.
  expression: () => equals(gaugeOf(up, { pipeline: monitoring.name }), 0),
  proof: () => ({
    fires: [constant(up, alertmanager, 0), constant(up, prometheus, 1)],
    quiet: {
      "all targets are up": [constant(up, alertmanager, 1), constant(up, prometheus, 1)],
      "a pipeline's target is down": [constant(up, { ...alertmanager, pipeline: "other" }, 0)],
    },
    whenAbsent: "quiet",
  }),
});

const configurationNotReloaded = alert({
  name: "ConfigurationNotReloaded",
  component: "configuration",
  severity: "warning",
  for: "5m",
  panel: "monitoring-self/configuration",
  summary: "A server runs an older configuration than it was given",
  description: () => "{{ $labels.job }} refused its last configuration and keeps to the one before.",
  expression: () =>
    equals(or(or(gaugeOf(prometheusReloaded), gaugeOf(alertmanagerReloaded)), gaugeOf(blackboxReloaded)), 0),
  proof: () => {
    const reloaded = (one: number, two: number, three: number) => [
      constant(prometheusReloaded, prometheus, one),
      constant(alertmanagerReloaded, alertmanager, two),
      constant(blackboxReloaded, blackbox, three),
    ];
    return {
      fires: reloaded(1, 1, 0),
      quiet: { "all took it in": reloaded(1, 1, 1) },
      whenAbsent: "quiet",
    };
  },
});

export const seriesNearLimit = alert({
  name: "SeriesNearLimit",
  component: "scrape",
  severity: "warning",
  for: "15m",
  numbers: {
    threshold: {
      default: 0.8,
      unit: "ratio",
      min: 0.01,
      max: 1,
      source: "leaves a fifth: time to act before the scrape fails as a whole",
    },
  },
  panel: "monitoring-self/samples-of-limit",
  summary: "A target nears its limit of samples",
  description: ({ numbers }) =>
    `{{ $labels.instance }} of {{ $labels.job }} returns ${valueTemplate("ratio")} of the samples that it may (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  // Of every job: who nears a limit does not matter, above it all the target's series are gone.
  expression: ({ numbers }) =>
    greater(divide(gaugeOf(scrapeSamplesKept), gaugeOf(scrapeSampleLimit)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const share = (part: number) => [
      constant(scrapeSamplesKept, prometheus, part * 1000),
      constant(scrapeSampleLimit, prometheus, 1000),
    ];
    return {
      fires: share(justAbove(threshold)),
      quiet: { "just below the threshold": share(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const pushedDataStale = alert({
  name: "PushedDataStale",
  component: "pushgateway",
  severity: "warning",
  for: "5m",
  numbers: {
    threshold: {
      default: 3600,
      unit: "seconds",
      min: 60,
      max: 31_536_000,
      source: "an hourly job that missed its turn",
    },
  },
  panel: "monitoring-self/push-age",
  summary: "Pushed metrics are old",
  description: ({ numbers }) =>
    `The last push of {{ $labels.job }} that worked was ${valueTemplate("seconds")} ago (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  // The Pushgateway goes on showing what it once got: only this tells that the job is gone.
  expression: ({ numbers }) => greater(subtract(time, gaugeOf(pushTime)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    // A test's clock starts at 0.
    fires: [constant(pushTime, { job: "nightly" }, -justAbove(threshold))],
    quiet: { "pushed just before": [rising(pushTime, { job: "nightly" }, -justBelow(threshold), 1)] },
    whenAbsent: "quiet",
  }),
});

export const ruleEvaluationFailing = alert({
  name: "RuleEvaluationFailing",
  component: "prometheus",
  severity: "warning",
  for: "10m",
  window: "5m",
  panel: "monitoring-self/rule-failures",
  summary: "Rules cannot be evaluated",
  description: ({ for: wait }) =>
    `Rules of {{ $labels.rule_group }} have failed for more than ${wait}; their alerts cannot fire.`,
  expression: ({ window }) => greater(increase(counterOf(ruleEvaluationFailures), window), 0),
  proof: () => {
    const failing = (perSecond: number) => [
      growing(ruleEvaluationFailures, { ...prometheus, rule_group: "x.rules.yml;x-alerts" }, perSecond),
    ];
    return { fires: failing(1 / 15), quiet: { "none fails": failing(0) }, whenAbsent: "quiet" };
  },
});

export const notificationsDropped = alert({
  name: "NotificationsDropped",
  component: "prometheus",
  severity: "critical",
  for: "5m",
  window: "5m",
  panel: "monitoring-self/alerts-sent",
  summary: "Prometheus cannot hand alerts to Alertmanager",
  description: ({ for: wait }) =>
    `{{ $labels.instance }} has dropped alerts meant for {{ $labels.alertmanager }} for more than ${wait}.`,
  expression: ({ window }) => greater(rate(counterOf(alertsDropped), window), 0),
  proof: () => {
    const dropping = (perSecond: number) => [
      growing(alertsDropped, { ...prometheus, alertmanager: "http://alertmanager:9093/api/v2/alerts" }, perSecond),
    ];
    return { fires: dropping(0.1), quiet: { "none is dropped": dropping(0) }, whenAbsent: "quiet" };
  },
});

export const notificationsFailing = alert({
  name: "NotificationsFailing",
  component: "alertmanager",
  severity: "critical",
  for: "5m",
  window: "5m",
  numbers: {
    threshold: {
      default: 0.01,
      unit: "ratio",
      min: 0,
      max: 0.99,
      source: "as in the Alertmanager mixin: retries have already been spent",
    },
  },
  panel: "monitoring-self/notifications-failed",
  summary: "Alertmanager cannot deliver",
  description: ({ numbers }) =>
    `${valueTemplate("ratio")} of the notifications by {{ $labels.integration }} fail (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers, window }) => {
    const failed = sum(rate(counterOf(notificationsFailed), window), ["integration"]);
    return greater(divide(failed, sum(rate(counterOf(notifications), window), ["integration"])), numbers.threshold);
  },
  proof: ({ numbers: { threshold } }) => {
    const sending = (failed: number, perSecond: number) =>
      ["other", "serverError"]
        .map((reason) =>
          growing(notificationsFailed, { ...alertmanager, integration: "email", reason }, (failed / 2) * perSecond),
        )
        .concat(growing(notifications, { ...alertmanager, integration: "email" }, perSecond));
    return {
      fires: sending(justAbove(threshold), 1),
      quiet: {
        "just below the threshold": sending(justBelow(threshold), 1),
        "nothing to send": sending(0, 0),
      },
      whenAbsent: "quiet",
    };
  },
});

export const monitoringAlerts: PipelineAlerts = {
  pipeline: monitoring.name,
  service: "monitoring",
  alerts: [
    targetDown,
    configurationNotReloaded,
    seriesNearLimit,
    pushedDataStale,
    ruleEvaluationFailing,
    notificationsDropped,
    notificationsFailing,
  ],
};
