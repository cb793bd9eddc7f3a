import type { ScrapeJob } from "./job.ts";
import type { Lineage } from "./lineage.ts";
import type { LogStream } from "./log.ts";
import type { Metric } from "./metric.ts";

/** What exists of a pipeline: what is scraped, what feeds what, and what it logs. */
export interface PipelineCatalogue {
  readonly name: string;
  readonly title: string;
  readonly jobs: readonly ScrapeJob[];
  readonly lineage: Lineage;
  readonly logs: readonly LogStream[];
}

/** Every metric of a set of jobs, once. */
export const metricsOf = (jobs: readonly ScrapeJob[]): readonly Metric[] => [
  ...new Set(jobs.flatMap((job) => job.metrics)),
];
