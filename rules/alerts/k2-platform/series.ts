import type { ScrapeJob } from "../../../catalogue/job.ts";
import { containerNames } from "../../../catalogue/k2-platform.ts";
import { monitoringJobs } from "../../../catalogue/monitoring.ts";

/** What input series of the proofs carry: the labels of a job's target. */
export const targetOf = (job: ScrapeJob, instance = `${job.name}:80`) => ({ job: job.name, instance, ...job.labels });

/** Selects the platform's containers among all that cAdvisor shows. */
export const containers = { name: { matches: containerNames } } as const;

/** A container in the proofs. */
export const container = (name: string) => ({
  ...targetOf(monitoringJobs.cadvisor, "k2.example.com:8080"),
  id: `/docker/${name}`,
  image: `example.com/${name}:1`,
  name,
});
