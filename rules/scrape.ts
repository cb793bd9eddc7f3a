import type { ScrapeJob, TargetSource } from "../catalogue/job.ts";
import { honorsLabels } from "../catalogue/monitoring.ts";
import { enabledPipelines } from "../pipelines.ts";
import type { Settings } from "../settings/settings.ts";
import { yaml } from "./yaml.ts";

/** Every scrape job of the stack under these settings. */
export function scrapeJobs(settings: Settings): readonly ScrapeJob[] {
  const ofPipelines = enabledPipelines(settings)
    .flatMap(({ pipeline }) => pipeline.catalogue.jobs)
    .filter((job) => targetsOf(job.targets, job.labels.pipeline, settings).length > 0);
  return [...ofPipelines, ...exporterJobs(settings)];
}

const exporterJobs = ({ exporters }: Settings): readonly ScrapeJob[] =>
  Object.entries(exporters).map(([name, { port, metricsPath, pipeline }]) => ({
    name,
    metricsPath,
    labels: { pipeline, service: name },
    targets: { from: "service", service: name, port },
    metrics: [],
    sampleLimit: 20_000,
  }));

function targetsOf(source: TargetSource, pipeline: string, settings: Settings): readonly string[] {
  switch (source.from) {
    case "service":
      return [`${source.service}:${source.port}`];
    case "pipeline":
    case "probe":
      return settings.pipelines[pipeline]?.[source.key] ?? [];
    default:
      return source satisfies never;
  }
}

function scrapeConfig(job: ScrapeJob, settings: Settings): Record<string, unknown> {
  const { name, metricsPath, labels, targets, sampleLimit } = job;
  return {
    job_name: name,
    metrics_path: metricsPath,
    ...(honorsLabels(job) ? { honor_labels: true } : {}),
    sample_limit: sampleLimit,
    ...(targets.from === "probe" ? { params: { module: [targets.module] } } : {}),
    static_configs: [
      {
        targets: targetsOf(targets, labels.pipeline, settings),
        labels: { environment: settings.environment, ...labels },
      },
    ],
    ...(targets.from === "probe" ? { relabel_configs: throughProber } : {}),
  };
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
      external_labels: { environment: settings.environment },
    },
    rule_files: ["rules/*.rules.yml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] },
    scrape_configs: scrapeJobs(settings).map((job) => scrapeConfig(job, settings)),
  });
}
