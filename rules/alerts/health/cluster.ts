import { jobRestarts, registeredTaskManagers, runningJobs } from "../../../catalogue/flink.ts";
import { applicationJob, jobManagerJob, taskManagerJob } from "../../../catalogue/health.ts";
import type { ScrapeJob } from "../../../catalogue/job.ts";
import {
  absent,
  counterOf,
  equals,
  gaugeOf,
  greater,
  increase,
  less,
  or,
  sum,
} from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { durationSeconds } from "../../../settings/duration.ts";
import { alert, type Proof } from "../../alert.ts";
import { constant, growing, justAbove, justBelow } from "../../fixture.ts";
import type { Lesser } from "../../relations.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { jobLost } from "../standard.ts";
import { elsewhere, flinkJob, here, jobManager, taskManager } from "./series.ts";

/** The application's page is served by the Python workers, which live as long as the job has a TaskManager. */
const workers: readonly Lesser[] = [{ alerts: jobLost, of: applicationJob }];

// A target that does not answer, or no target at all: discovery drops what has died.
const unreachable = ({ name: job }: ScrapeJob): Expression => {
  const target = gaugeOf(up, { job });
  return or(equals(target, 0), absent(target));
};

const unreachableProof = (target: Readonly<Record<string, string>>): Proof => ({
  fires: [constant(up, target, 0)],
  quiet: { "the target is up": [constant(up, target, 1)] },
  whenAbsent: "fires",
});

export const jobManagerDown = alert({
  name: "JobManagerDown",
  component: "jobmanager",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "1m",
  panel: "health-consumer/reachable",
  relations: { stops: { jobs: [jobManagerJob] } },
  summary: "Flink JobManager cannot be scraped",
  description: () =>
    'Prometheus gets no answer from {{ or $labels.instance "any JobManager" }}: checkpoints and restarts are out of sight.',
  expression: () => unreachable(jobManagerJob),
  proof: () => unreachableProof(jobManager),
});

export const taskManagerDown = alert({
  name: "TaskManagerDown",
  component: "taskmanager",
  jobs: [taskManagerJob],
  severity: "critical",
  for: "1m",
  panel: "health-consumer/reachable",
  relations: { stops: { jobs: [taskManagerJob] }, hides: [...workers, { alerts: ["TaskManagersMissing"] }] },
  summary: "Flink TaskManager cannot be scraped",
  description: () => 'Prometheus gets no answer from {{ or $labels.instance "any TaskManager" }}.',
  expression: () => unreachable(taskManagerJob),
  proof: () => unreachableProof(taskManager),
});

export const taskManagersMissing = alert({
  name: "TaskManagersMissing",
  component: "taskmanager",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "2m",
  numbers: {
    threshold: {
      default: 1,
      unit: "events",
      min: 0,
      max: 10_000,
      source: "one TaskManager; set it to the number that you run",
    },
  },
  panel: "health-consumer/taskmanagers",
  relations: { stops: { jobs: [taskManagerJob] }, hides: workers },
  summary: "Too few TaskManagers are registered",
  description: ({ numbers }) =>
    `The JobManager knows ${valueTemplate("events")} TaskManagers (expected at least ${formatValue(numbers.threshold, "events")}).`,
  // A TaskManager that is gone from discovery has no target that could be down; one may also answer, yet be lost to the JobManager.
  expression: ({ numbers }) => less(sum(gaugeOf(registeredTaskManagers, here)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [
      constant(registeredTaskManagers, jobManager, justBelow(threshold)),
      constant(registeredTaskManagers, { ...jobManager, ...elsewhere }, 100),
    ],
    quiet: { "just enough": [constant(registeredTaskManagers, jobManager, threshold)] },
    whenAbsent: "quiet",
  }),
});

export const jobNotRunning = alert({
  name: "JobNotRunning",
  component: "job",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "2m",
  numbers: {
    threshold: { default: 1, unit: "events", min: 0, max: 1000, source: "the document's one job" },
  },
  panel: "health-consumer/running-jobs",
  relations: { stops: { jobs: [applicationJob], whole: true }, hides: workers },
  summary: "The health job does not run",
  description: ({ numbers }) =>
    `${valueTemplate("events")} jobs run (expected at least ${formatValue(numbers.threshold, "events")}).`,
  // A job that failed for good has no series of its own any more: only their number tells.
  expression: ({ numbers }) => less(sum(gaugeOf(runningJobs, here)), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [
      constant(runningJobs, jobManager, justBelow(threshold)),
      constant(runningJobs, { ...jobManager, ...elsewhere }, 100),
    ],
    quiet: { "just enough": [constant(runningJobs, jobManager, threshold)] },
    whenAbsent: "quiet",
  }),
});

export const jobRestarting = alert({
  name: "JobRestarting",
  component: "job",
  jobs: [jobManagerJob],
  severity: "critical",
  for: "1m",
  window: "15m",
  numbers: {
    threshold: {
      default: 3,
      unit: "events",
      min: 0,
      max: 10_000,
      source: "ours: one restart heals itself, a fourth within a quarter of an hour shows that it does not",
    },
  },
  panel: "health-consumer/restarts",
  summary: "The health job keeps restarting",
  description: ({ numbers, window }) =>
    `{{ $labels.job_name }} restarted ${valueTemplate("events")} times within ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers, window }) =>
    greater(sum(increase(counterOf(jobRestarts, here), window), ["job_name"]), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const restarts = (within: number) => [
      growing(jobRestarts, { ...jobManager, ...flinkJob }, within / (durationSeconds(window) ?? 1)),
    ];
    return {
      fires: restarts(justAbove(threshold)),
      quiet: { "just below the threshold": restarts(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});
