import { type ScrapeJob, sampleLimit } from "../catalogue/job.ts";
import { kafkaLagJob } from "../catalogue/kafka-lag.ts";
import { sampleNames } from "../catalogue/metric.ts";
import { honorsLabels } from "../catalogue/monitoring.ts";
import type { Settings } from "../settings/settings.ts";
import type { TargetSet } from "../settings/targets.ts";
import { enabledPipelines, isFed, targetsOf } from "./targets.ts";
import { yaml } from "./yaml.ts";

/** Where Prometheus' container sees the files of `prometheus.targetFiles`. */
export const targetFilesDirectory = "/etc/pipeline-monitoring-targets";

/** Every scrape job of the stack under these settings. */
export function scrapeJobs(settings: Settings): readonly ScrapeJob[] {
  const ofPipelines = enabledPipelines(settings)
    .flatMap(({ pipeline }) => pipeline.catalogue.jobs)
    .filter((job) => job.targets.from !== "push" && isFed(job, settings));
  const ofClusters = Object.entries(settings.kafkaLag).map(([name, { pipeline }]) => kafkaLagJob(name, pipeline));
  return [...ofPipelines, ...ofClusters, ...exporterJobs(settings)];
}

const exporterJobs = ({ exporters }: Settings): readonly ScrapeJob[] =>
  Object.entries(exporters).map(([name, { port, metricsPath, pipeline }]) => ({
    name,
    metricsPath,
    labels: { pipeline, service: name },
    targets: { from: "service", service: name, port },
    metrics: [],
    producer: "application",
    otherSeries: 16_000,
  }));

function scrapeConfig(job: ScrapeJob, settings: Settings): Record<string, unknown> {
  const { name, metricsPath, labels, targets } = job;
  const relabeling = metricRelabeling(job);
  return {
    job_name: name,
    metrics_path: metricsPath,
    ...(honorsLabels(job) ? { honor_labels: true } : {}),
    sample_limit: sampleLimit(job),
    ...(targets.from === "probe" ? { params: { module: [targets.module] } } : {}),
    ...discovery(targetsOf(job, settings), { environment: settings.environment, ...labels }),
    ...(targets.from === "probe" ? { relabel_configs: throughProber } : {}),
    ...(relabeling.length > 0 ? { metric_relabel_configs: relabeling } : {}),
  };
}

/** The ways in which a job finds its targets. Discovered ones get their labels by relabeling, which static ones need not. */
function discovery({ static: addresses, dns, files }: TargetSet, labels: Readonly<Record<string, string>>) {
  const found = dns.length + files.length > 0;
  return {
    ...(addresses.length > 0 ? { static_configs: [{ targets: addresses, labels }] } : {}),
    ...(dns.length > 0
      ? { dns_sd_configs: dns.map(({ name, type, port }) => ({ names: [name], type, ...(port ? { port } : {}) })) }
      : {}),
    ...(files.length > 0
      ? { file_sd_configs: [{ files: files.map((file) => `${targetFilesDirectory}/${file}`) }] }
      : {}),
    ...(found
      ? {
          relabel_configs: Object.entries(labels).map(([target_label, replacement]) => ({
            target_label,
            replacement,
          })),
        }
      : {}),
  };
}

/** What of a page is not stored. */
function metricRelabeling({ keepsOnlyDeclared, metrics, droppedLabels = [] }: ScrapeJob): readonly object[] {
  return [
    ...(keepsOnlyDeclared
      ? [{ source_labels: ["__name__"], regex: metrics.flatMap(sampleNames).join("|"), action: "keep" }]
      : []),
    ...(droppedLabels.length > 0 ? [{ regex: droppedLabels.join("|"), action: "labeldrop" }] : []),
  ];
}

/** Asks the blackbox exporter about the target, and keeps the target as `instance`. */
const throughProber = [
  { source_labels: ["__address__"], target_label: "__param_target" },
  { source_labels: ["__param_target"], target_label: "instance" },
  { target_label: "__address__", replacement: "blackbox-exporter:9115" },
];

/** prometheus.yml. Rule files are named relative to it, so that a release is one directory. */
export function renderPrometheus(settings: Settings): string {
  const { scrapeInterval, scrapeTimeout, evaluationInterval } = settings.prometheus;
  return yaml({
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeTimeout,
      evaluation_interval: evaluationInterval,
      // Each target's limit as a series, so that an alert can compare it with what the target returns.
      extra_scrape_metrics: true,
      // Beyond these a page is broken: cAdvisor's labels, the most and the longest, stay well below.
      label_limit: 64,
      label_name_length_limit: 200,
      label_value_length_limit: 2000,
      external_labels: { environment: settings.environment },
    },
    rule_files: ["rules/*.rules.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: scrapeJobs(settings).map((job) => scrapeConfig(job, settings)),
  });
}
