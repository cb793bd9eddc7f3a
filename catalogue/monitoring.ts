import { cadvisorMetrics } from "./cadvisor.ts";
import type { PageName, ScrapeJob } from "./job.ts";
import { closed, counter, gauge, type Metric, open } from "./metric.ts";
import { nodeMetrics } from "./node.ts";
import type { PipelineCatalogue } from "./pipeline.ts";
import { pushTime } from "./synthetic.ts";

// One group of rules a pipeline; the label also holds the path of the group's file.
const ruleGroup = open(40, "/etc/pipeline-monitoring/current/rules/churn.rules.yml;churn-alerts");
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

export const prometheusReloadTime = gauge({
  name: "prometheus_config_last_reload_success_timestamp_seconds",
  help: "When Prometheus last took in a configuration, as a Unix time.",
  unit: "seconds",
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

export const samplesAppended = counter({
  name: "prometheus_tsdb_head_samples_appended_total",
  help: "Samples that Prometheus stored, by their kind.",
  labels: { type: closed("float", "histogram") },
});

export const storedBytes = gauge({
  name: "prometheus_tsdb_storage_blocks_bytes",
  help: "What Prometheus' blocks take on disk.",
  unit: "bytes",
});

export const ruleGroupDuration = gauge({
  name: "prometheus_rule_group_last_duration_seconds",
  help: "How long the last evaluation of a group of rules took.",
  unit: "seconds",
  labels: { rule_group: ruleGroup },
});

export const ruleGroupMissed = counter({
  name: "prometheus_rule_group_iterations_missed_total",
  help: "Evaluations of a group of rules that were left out, since the one before took too long.",
  labels: { rule_group: ruleGroup },
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

export const blackboxReloaded = gauge({
  name: "blackbox_exporter_config_last_reload_successful",
  help: "1 if the blackbox exporter took in the configuration it was last given, 0 if it runs an older one.",
});

interface Service {
  readonly name: string;
  readonly port: number;
  readonly producer: PageName;
  /** What alerts and panels ask of its page. */
  readonly metrics?: readonly Metric[];
  /** The rest of its page. */
  readonly otherSeries: number;
  /** Whether stack config may name further targets of the kind. */
  readonly more?: true;
}

const service = ({ name, port, producer, metrics = [], otherSeries, more }: Service): ScrapeJob => ({
  name,
  metricsPath: "/metrics",
  labels: { pipeline: "monitoring", service: name },
  targets: { from: "service", service: name, port, ...(more ? { more } : {}) },
  metrics,
  producer,
  otherSeries,
});

/** The stack watches itself: a job for each of its services that has metrics. */
export const monitoringJobs = {
  prometheus: service({
    name: "prometheus",
    port: 9090,
    producer: "prometheus",
    metrics: [
      ruleEvaluationFailures,
      ruleGroupDuration,
      ruleGroupMissed,
      prometheusReloaded,
      prometheusReloadTime,
      alertsSent,
      alertsDropped,
      headSeries,
      samplesAppended,
      storedBytes,
    ],
    otherSeries: 4_000,
  }),
  alertmanager: service({
    name: "alertmanager",
    port: 9093,
    producer: "alertmanager",
    metrics: [alertmanagerReloaded, alertsHeld, notifications, notificationsFailed],
    otherSeries: 4_000,
  }),
  // What was pushed keeps its own job and instance labels, see `honorsLabels`.
  pushgateway: service({
    name: "pushgateway",
    port: 9091,
    producer: "pushgateway",
    metrics: [pushTime],
    otherSeries: 16_000,
  }),
  grafana: service({ name: "grafana", port: 3000, producer: "grafana", otherSeries: 16_000 }),
  // Hosts of the pipelines belong to the same job: `monitoring.targets`.
  nodeExporter: service({
    name: "node-exporter",
    port: 9100,
    producer: "node",
    metrics: nodeMetrics,
    otherSeries: 8_000,
    more: true,
  }),
  cadvisor: service({
    name: "cadvisor",
    port: 8080,
    producer: "cadvisor",
    metrics: cadvisorMetrics,
    otherSeries: 16_000,
    more: true,
  }),
  blackboxExporter: service({
    name: "blackbox-exporter",
    port: 9115,
    producer: "blackbox",
    metrics: [blackboxReloaded],
    otherSeries: 800,
  }),
} as const;

/** Jobs whose samples carry labels of their own that must win over the target's. */
export const honorsLabels = (job: ScrapeJob): boolean => job === monitoringJobs.pushgateway;

/** The stack's own services, which log in forms of their own. */
export const monitoring: PipelineCatalogue = {
  name: "monitoring",
  title: "The monitoring itself",
  jobs: Object.values(monitoringJobs),
  lineage: [],
  logs: [],
};
