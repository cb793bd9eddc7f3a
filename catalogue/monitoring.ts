import type { ScrapeJob } from "./job.ts";
import { closed, counter, gauge, type Metric, open } from "./metric.ts";
import type { PipelineCatalogue } from "./pipeline.ts";

// One group of rules a pipeline; the label also holds the path of the group's file.
const ruleGroup = open(20, "/etc/pipeline-monitoring/current/rules/churn.rules.yml;churn-alerts");
const alertmanager = open(3, "http://alertmanager:9093/api/v2/alerts");
// Alertmanager has a series for each of its integrations, used or not.
const integration = open(40, "email");

export const ruleEvaluationFailures = counter({
  name: "prometheus_rule_evaluation_failures_total",
  help: "Evaluations of a rule that failed, by its group.",
  labels: { rule_group: ruleGroup },
});

export const prometheusReloaded = gauge({
  name: "prometheus_config_last_reload_successful",
  help: "1 if Prometheus took in the configuration it was last given, 0 if it runs an older one.",
});

export const alertsSent = counter({
  name: "prometheus_notifications_sent_total",
  help: "Alerts that Prometheus sent to an Alertmanager.",
  labels: { alertmanager },
});

export const alertsDropped = counter({
  name: "prometheus_notifications_dropped_total",
  help: "Alerts that Prometheus gave up on sending to an Alertmanager.",
  labels: { alertmanager },
});

export const headSeries = gauge({
  name: "prometheus_tsdb_head_series",
  help: "Series that Prometheus holds in memory.",
});

export const alertmanagerReloaded = gauge({
  name: "alertmanager_config_last_reload_successful",
  help: "1 if Alertmanager took in the configuration it was last given, 0 if it runs an older one.",
});

export const alertsHeld = gauge({
  name: "alertmanager_alerts",
  help: "Alerts that Alertmanager knows, by what it does with them.",
  labels: { state: closed("active", "suppressed", "unprocessed") },
});

export const notifications = counter({
  name: "alertmanager_notifications_total",
  help: "Notifications that were to be sent, by integration.",
  labels: { integration },
});

export const notificationsFailed = counter({
  name: "alertmanager_notifications_failed_total",
  help: "Notifications that could not be sent, after all retries.",
  labels: {
    integration,
    reason: closed("clientError", "serverError", "contextCanceled", "contextDeadlineExceeded", "other"),
  },
});

/** Its `job`, and `instance` if it has one, are those of the pushed group, not the Pushgateway's. */
export const pushTime = gauge({
  name: "push_time_seconds",
  help: "When a group was last pushed with success, as a Unix time; 0 if never.",
  unit: "seconds",
});

export const blackboxReloaded = gauge({
  name: "blackbox_exporter_config_last_reload_successful",
  help: "1 if the blackbox exporter took in the configuration it was last given, 0 if it runs an older one.",
});

interface Service {
  readonly name: string;
  readonly port: number;
  readonly sampleLimit: number;
  /** What alerts and panels ask of its page; it has more. */
  readonly metrics?: readonly Metric[];
}

const service = ({ name, port, sampleLimit, metrics = [] }: Service): ScrapeJob => ({
  name,
  metricsPath: "/metrics",
  labels: { pipeline: "monitoring", service: name },
  targets: { from: "service", service: name, port },
  metrics,
  sampleLimit,
});

/** The stack watches itself: a job for each of its services that has metrics. */
export const monitoringJobs = {
  prometheus: service({
    name: "prometheus",
    port: 9090,
    sampleLimit: 5_000,
    metrics: [ruleEvaluationFailures, prometheusReloaded, alertsSent, alertsDropped, headSeries],
  }),
  alertmanager: service({
    name: "alertmanager",
    port: 9093,
    sampleLimit: 5_000,
    metrics: [alertmanagerReloaded, alertsHeld, notifications, notificationsFailed],
  }),
  // What was pushed keeps its own job and instance labels, see `honorsLabels`.
  pushgateway: service({ name: "pushgateway", port: 9091, sampleLimit: 20_000, metrics: [pushTime] }),
  grafana: service({ name: "grafana", port: 3000, sampleLimit: 20_000 }),
  nodeExporter: service({ name: "node-exporter", port: 9100, sampleLimit: 10_000 }),
  cadvisor: service({ name: "cadvisor", port: 8080, sampleLimit: 20_000 }),
  blackboxExporter: service({
    name: "blackbox-exporter",
    port: 9115,
    sampleLimit: 1_000,
    metrics: [blackboxReloaded],
  }),
} as const;

/** Jobs whose samples carry labels of their own that must win over the target's. */
export const honorsLabels = (job: ScrapeJob): boolean => job === monitoringJobs.pushgateway;

/** The stack's own services, which log in forms of their own. */
export const monitoring: PipelineCatalogue = {
  name: "monitoring",
  title: "The monitoring itself",
  jobs: Object.values(monitoringJobs),
  logs: [],
};
