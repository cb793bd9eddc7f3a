import { type Metric, seriesBudget } from "./metric.ts";

/** Labels that each target of a scrape job carries, beside `job` and `instance`; a job may have more than these. */
export interface TargetLabels {
  /** The pipeline, or `monitoring` for the stack's own services. */
  readonly pipeline: string;
  readonly service: string;
  readonly [label: string]: string;
}

/** Where the addresses of a job's targets come from. */
export type TargetSource =
  /** Stack config: `pipelines.<pipeline>.targets.<job>`. */
  | { readonly from: "config" }
  /** A service of the stack itself, by its name in the stack's network; `more`: and `monitoring.targets.<job>`. */
  | { readonly from: "service"; readonly service: string; readonly port: number; readonly more?: true }
  /** URLs that the blackbox exporter probes, from `pipelines.<pipeline>.healthUrls`. */
  | { readonly from: "probe"; readonly module: string }
  /** None: pushed to the Pushgateway under the job's name, where `pipelines.<pipeline>.pushes` names it. */
  | { readonly from: "push" };

/** Recorded /metrics pages of real systems, against which rules and panels are checked; see test/contract. */
export type PageName =
  | "kafka"
  | "kafka-client"
  | "kafka-lag"
  | "flink-jobmanager"
  | "flink-taskmanager"
  | "spark-driver"
  | "spark-master"
  | "spark-executors"
  | "node"
  | "cadvisor"
  | "prometheus"
  | "alertmanager"
  | "pushgateway"
  | "grafana"
  | "blackbox"
  | "blackbox-probe";

/** A scrape job: who is asked, and what it answers. */
export interface ScrapeJob {
  readonly name: string;
  readonly metricsPath: string;
  readonly labels: TargetLabels;
  readonly targets: TargetSource;
  readonly metrics: readonly Metric[];
  /**
   * Who makes the metrics: the team's own application, which keeps to the catalogue, or a system, by the name of its
   * recorded page or `unrecorded`; several where targets of one job differ, as Flink's do.
   */
  readonly producer: "application" | "unrecorded" | PageName | readonly [PageName, ...PageName[]];
  /** Series of one target beside those of `metrics`: a runtime's own, or the rest of a system's page. */
  readonly otherSeries: number;
  /** Only `metrics` are stored of the page, where a page is large and most of it nobody asks for. */
  readonly keepsOnlyDeclared?: true;
  /** Labels that tell nothing and multiply series with each restart; dropped before storage. */
  readonly droppedLabels?: readonly string[];
}

/** The recorded pages that show what the job's targets answer; none for the team's own application. */
export function pagesOf({ producer, targets }: ScrapeJob): readonly PageName[] {
  // What the Pushgateway adds to a pushed group is on its own page.
  if (producer === "application") return targets.from === "push" ? ["pushgateway"] : [];
  if (producer === "unrecorded") return [];
  return typeof producer === "string" ? [producer] : producer;
}

/** Series one target of the job may have, from the bounds of its metrics' labels. */
export const jobBudget = (job: ScrapeJob): number =>
  job.metrics.reduce((sum, metric) => sum + seriesBudget(metric), job.keepsOnlyDeclared ? 0 : job.otherSeries);

/** Share of the limit at which the budget is used up; SeriesNearLimit tells when half of the rest is gone, too. */
export const budgetShareOfLimit = 0.8;

/** Most samples one target may return; above it the scrape fails rather than flood the TSDB. */
export const sampleLimit = (job: ScrapeJob): number => Math.ceil(jobBudget(job) / budgetShareOfLimit);
