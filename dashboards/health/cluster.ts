import { jobRestarts, registeredTaskManagers, runningJobs } from "../../catalogue/flink.ts";
import { jobManagerJob, taskManagerJob } from "../../catalogue/health.ts";
import { counterOf, gaugeOf, increase, min, sum } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { jobNotRunning, jobRestarting, taskManagersMissing } from "../../rules/alerts/health/cluster.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";

const which = { instance: { matches: "$instance" } } as const;
const flinkTargets = { job: { matches: `${jobManagerJob.name}|${taskManagerJob.name}` } } as const;

/** Whether the cluster is there and the job runs. */
export function clusterPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const jobs = tuning(jobNotRunning).numbers.threshold;
  const taskManagers = tuning(taskManagersMissing).numbers.threshold;
  const restarts = tuning(jobRestarting);
  return [
    {
      id: 1,
      key: "reachable",
      title: "Flink Reachable",
      description:
        "Whether Prometheus can scrape each JobManager and TaskManager. Good: all Up. At Down, or with none left, JobManagerDown or TaskManagerDown fires.",
      kind: "stat",
      unit: "none",
      queries: [
        {
          expression: min(gaugeOf(up, { ...which, ...flinkTargets }), ["service", "instance"]),
          legend: "{{instance}}",
        },
      ],
      mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
      width: 24,
      height: 4,
    },
    {
      id: 2,
      key: "running-jobs",
      title: "Running Jobs",
      description: `Jobs that the JobManager runs. Good: all of them. Below ${formatValue(jobs, "events")} JobNotRunning fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(runningJobs, here)), legend: "jobs" }],
      steps: [{ value: jobs, color: "red" }],
      ...third,
    },
    {
      id: 3,
      key: "taskmanagers",
      title: "Registered TaskManagers",
      description: `TaskManagers that the JobManager knows. Good: as many as were started. Below ${formatValue(taskManagers, "events")} TaskManagersMissing fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(gaugeOf(registeredTaskManagers, here)), legend: "TaskManagers" }],
      steps: [{ value: taskManagers, color: "red" }],
      ...third,
    },
    {
      id: 4,
      key: "restarts",
      title: "Job Restarts",
      description: `Restarts of each job within ${restarts.window}. Good: 0. Above ${formatValue(restarts.numbers.threshold, "events")} JobRestarting fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(jobRestarts, here), restarts.window), ["job_name"]),
          legend: "{{job_name}}",
        },
      ],
      steps: [{ value: restarts.numbers.threshold, color: "red" }],
      ...third,
    },
  ];
}
