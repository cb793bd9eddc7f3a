import { closed, gauge } from "./metric.ts";

/** Series that Prometheus itself writes for each target. */
export const up = gauge({ name: "up", help: "1 if the last scrape succeeded, 0 if it failed." });
export const scrapeSamples = gauge({
  name: "scrape_samples_scraped",
  help: "Samples that the last scrape returned.",
});
export const scrapeSamplesKept = gauge({
  name: "scrape_samples_post_metric_relabeling",
  help: "Samples of the last scrape that were left after relabeling; these are what the job's limit counts.",
});
export const scrapeDuration = gauge({
  name: "scrape_duration_seconds",
  help: "How long the last scrape took.",
  unit: "seconds",
});
/** Written because the configuration says `extra_scrape_metrics`. */
export const scrapeSampleLimit = gauge({
  name: "scrape_sample_limit",
  help: "Most samples that the target may return: its job's `sample_limit`.",
});

/** Added by the Pushgateway to each group that is pushed. Its `job`, and `instance` if it has one, are those of the pushed group, not the Pushgateway's. */
export const pushTime = gauge({
  name: "push_time_seconds",
  help: "When a group was last pushed with success, as a Unix time; 0 if never.",
  unit: "seconds",
});

/** Series that Prometheus writes for each alert that is pending or firing. */
export const alertsSeries = gauge({
  name: "ALERTS",
  help: "1 for each pending or firing alert.",
  labels: {
    alertname: { kind: "open", upTo: 1000, examples: [] },
    alertstate: closed("pending", "firing"),
    severity: closed("critical", "warning", "info"),
  },
});

export const syntheticMetrics = [
  up,
  scrapeSamples,
  scrapeSamplesKept,
  scrapeSampleLimit,
  scrapeDuration,
  alertsSeries,
  pushTime,
] as const;

/** What the blackbox exporter says of a probe. */
export const probeSuccess = gauge({
  name: "probe_success",
  help: "1 if the probe succeeded, 0 if it failed.",
});
export const probeDuration = gauge({
  name: "probe_duration_seconds",
  help: "How long the probe took.",
  unit: "seconds",
});
export const probeMetrics = [probeSuccess, probeDuration] as const;
