import type { ScrapeJob } from "./job.ts";

/** A job and those that work on what it delivers. */
export interface Feed {
  readonly from: ScrapeJob;
  readonly to: readonly ScrapeJob[];
}

/** What feeds what in a pipeline, in the order in which data flows. */
export type Lineage = readonly Feed[];

/** Jobs, and all that get nothing any more once these deliver nothing. */
export function downstream(lineage: Lineage, jobs: readonly ScrapeJob[]): ReadonlySet<ScrapeJob> {
  const reached = new Set(jobs);
  // A set also yields what is added to it on the way.
  for (const job of reached) {
    for (const { from, to } of lineage) if (from === job) for (const fed of to) reached.add(fed);
  }
  return reached;
}
