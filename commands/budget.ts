import { jobBudget, sampleLimit } from "../catalogue/job.ts";
import { scrapeJobs } from "../rules/scrape.ts";
import type { Settings } from "../settings/settings.ts";

/** A scrape job's series: what one target may have, and what its largest one has. */
export interface BudgetRow {
  readonly job: string;
  readonly budget: number;
  readonly limit: number;
  /** Undefined where no Prometheus answers, or none that scrapes the job. */
  readonly measured: number | undefined;
}

/** Every scrape job under these settings, with what was measured of it. */
export const budgetRows = (settings: Settings, measured: ReadonlyMap<string, number>): readonly BudgetRow[] =>
  scrapeJobs(settings).map((job) => ({
    job: job.name,
    budget: jobBudget(job),
    limit: sampleLimit(job),
    measured: measured.get(job.name),
  }));

/** Samples of each job's largest target, as a running Prometheus tells them; none where it does not answer. */
export async function measuredSamples(prometheus: string): Promise<ReadonlyMap<string, number>> {
  const query = encodeURIComponent("max by (job) (scrape_samples_post_metric_relabeling)");
  const answer = await fetch(`${prometheus}/api/v1/query?query=${query}`).catch(() => undefined);
  if (answer === undefined || !answer.ok) return new Map();
  const { data } = (await answer.json()) as {
    data: { result: { metric: { job?: string }; value: [number, string] }[] };
  };
  return new Map(data.result.map(({ metric, value }) => [metric.job ?? "", Number(value[1])]));
}
