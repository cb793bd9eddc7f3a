import { yaml } from "../rules/yaml.ts";

/** Ports that the processes of one machine share out among themselves, the first free one each. */
export const flinkPorts = { first: 9249, last: 9260 } as const;

/**
 * The metrics section of Flink's config.yaml, or flink-conf.yaml, for JobManager and TaskManagers alike. There is
 * nothing about scopes, which change no name of this reporter, and no interval, as it is Prometheus that asks. The
 * reporter is part of Flink's distribution, in plugins/metrics-prometheus.
 */
export const renderFlinkMetrics = ({ first, last }: { first: number; last: number } = flinkPorts): string =>
  yaml({
    "metrics.reporters": "prometheus",
    "metrics.reporter.prometheus.factory.class": "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
    "metrics.reporter.prometheus.port": `${first}-${last}`,
  });
