import { type Metric, seriesBudget } from "./metric.ts";

/** Labels that each target of a scrape job carries, beside `job` and `instance`. */
export interface TargetLabels {
  /** The pipeline, or `monitoring` for the stack's own services. */
  readonly pipeline: string;
  readonly service: string;
}

/** Where the addresses of a job's targets come from. */
export type TargetSource =
  /** Stack config: `pipelines.<pipeline>.<key>`. */
  | { readonly from: "pipeline"; readonly key: "targets" }
  /** A service of the stack itself, by its name in the stack's network. */
  | { readonly from: "service"; readonly service: string; readonly port: number }
  /** URLs that the blackbox exporter probes, from `pipelines.<pipeline>.<key>`. */
  | { readonly from: "probe"; readonly key: "healthUrls"; readonly module: string };

/** A scrape job: who is asked, and what it answers. */
export interface ScrapeJob {
  readonly name: string;
  readonly metricsPath: string;
  readonly labels: TargetLabels;
  readonly targets: TargetSource;
  readonly metrics: readonly Metric[];
  /** Most samples one target may return; above it the scrape fails rather than flood the TSDB. */
  readonly sampleLimit: number;
}

/** Series one target of the job may have, from the bounds of its metrics' labels. */
export const jobBudget = (job: ScrapeJob): number => job.metrics.reduce((sum, metric) => sum + seriesBudget(metric), 0);
