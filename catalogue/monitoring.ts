import type { ScrapeJob } from "./job.ts";

const service = (name: string, port: number, sampleLimit: number, metricsPath = "/metrics"): ScrapeJob => ({
  name,
  metricsPath,
  labels: { pipeline: "monitoring", service: name },
  targets: { from: "service", service: name, port },
  metrics: [],
  sampleLimit,
});

/** The stack watches itself: a job for each of its services that has metrics. */
export const monitoringJobs = {
  prometheus: service("prometheus", 9090, 5_000),
  alertmanager: service("alertmanager", 9093, 5_000),
  // What was pushed keeps its own job and instance labels, see `honorsLabels`.
  pushgateway: service("pushgateway", 9091, 20_000),
  grafana: service("grafana", 3000, 20_000),
  nodeExporter: service("node-exporter", 9100, 10_000),
  cadvisor: service("cadvisor", 8080, 20_000),
  blackboxExporter: service("blackbox-exporter", 9115, 1_000),
} as const;

/** Jobs whose samples carry labels of their own that must win over the target's. */
export const honorsLabels = (job: ScrapeJob): boolean => job === monitoringJobs.pushgateway;
