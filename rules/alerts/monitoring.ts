import {
  alertmanagerReloaded,
  alertsDropped,
  blackboxReloaded,
  monitoring,
  monitoringJobs,
  notifications,
  notificationsFailed,
  prometheusReloaded,
} from "../../catalogue/monitoring.ts";
import {
  count,
  counterOf,
  divide,
  equals,
  gaugeOf,
  greater,
  less,
  or,
  rate,
  subtract,
  sum,
  time,
  timestamp,
} from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { alert, type PipelineAlerts } from "../alert.ts";
import { constant, growing, justAbove, justBelow, once, sparse } from "../fixture.ts";
import { formatValue, valueTemplate } from "../units.ts";
import { standardAlerts } from "./standard.ts";

const targetOf = ({ name, labels }: (typeof monitoringJobs)[keyof typeof monitoringJobs], port: number) => ({
  job: name,
  instance: `${name}:${port}`,
  ...labels,
});
const prometheus = targetOf(monitoringJobs.prometheus, 9090);
const alertmanager = targetOf(monitoringJobs.alertmanager, 9093);
const blackbox = targetOf(monitoringJobs.blackboxExporter, 9115);

const configurationNotReloaded = alert({
  name: "ConfigurationNotReloaded",
  component: "configuration",
  jobs: [monitoringJobs.prometheus, monitoringJobs.alertmanager, monitoringJobs.blackboxExporter],
  service: "{{ $labels.service }}",
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

export const notificationsDropped = alert({
  name: "NotificationsDropped",
  component: "prometheus",
  jobs: [monitoringJobs.prometheus],
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
  jobs: [monitoringJobs.alertmanager],
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

/** Fires for as long as all is well: who waits for it learns that scraping, rules or delivery have stopped. */
export const watchdog = alert({
  name: "Watchdog",
  component: "prometheus",
  jobs: [monitoringJobs.prometheus],
  severity: "info",
  for: "1m",
  numbers: {
    maximumAge: {
      default: 120,
      unit: "seconds",
      min: 5,
      max: 240,
      source: "eight scrapes; below the 5 minutes for which Prometheus shows old samples",
    },
  },
  panel: "monitoring-self/targets-up",
  summary: "The monitoring works",
  description: ({ numbers }) =>
    `${valueTemplate("events")} targets have samples younger than ${formatValue(numbers.maximumAge, "seconds")}. This alert always fires; its absence is the alarm.`,
  // Of fresh samples: a Prometheus that evaluates but no longer scrapes must fall silent.
  expression: ({ numbers }) => greater(count(less(subtract(time, timestamp(gaugeOf(up))), numbers.maximumAge)), 0),
  proof: ({ numbers: { maximumAge } }) => ({
    fires: [constant(up, prometheus, 1)],
    alsoFires: { "samples are nearly too old": { series: [sparse(up, prometheus, 1, justBelow(maximumAge))] } },
    quiet: { "the last sample is old": [once(up, prometheus, 1)] },
    whenAbsent: "quiet",
  }),
});

export const monitoringAlerts: PipelineAlerts = {
  pipeline: monitoring.name,
  alerts: [
    watchdog,
    ...standardAlerts(monitoring),
    configurationNotReloaded,
    notificationsDropped,
    notificationsFailing,
  ],
};
