import { jobRestarts, registeredTaskManagers, runningJobs } from "../../catalogue/flink.ts";
import { heapMax, heapUsed } from "../../catalogue/flink-taskmanager.ts";
import { jobManagerJob, taskManagerJob } from "../../catalogue/health.ts";
import { containerMemoryLimit, workerMemory } from "../../catalogue/health-application.ts";
import { counterOf, divide, gaugeOf, greater, increase, min, sum } from "../../catalogue/promql/build.ts";
import { up } from "../../catalogue/synthetic.ts";
import { jobNotRunning, jobRestarting, taskManagersMissing } from "../../rules/alerts/health/cluster.ts";
import { containerMemoryHigh, containerShare, heapFloor, highMemoryUsage } from "../../rules/alerts/health/memory.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, third, type Unplaced } from "../layout.ts";

const which = { instance: { matches: "$instance" } } as const;
const flinkTargets = { job: { matches: `${jobManagerJob.name}|${taskManagerJob.name}` } } as const;

/** Whether the cluster is there and the job runs, and what memory it takes. */
export function clusterPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const jobs = tuning(jobNotRunning).numbers.threshold;
  const taskManagers = tuning(taskManagersMissing).numbers.threshold;
  const restarts = tuning(jobRestarting);
  const heap = tuning(highMemoryUsage);
  const container = tuning(containerMemoryHigh).numbers.threshold;
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
    {
      id: 5,
      key: "heap",
      title: "Memory usage by TaskManager",
      description: `Share of the JVM's heap that is full, now and at its lowest within ${heap.window}. Good: saw teeth, the lowest flat. With the lowest above ${formatValue(heap.numbers.threshold, "ratio")} HighMemoryUsage fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        { expression: heapFloor(heap.window, which), legend: "{{instance}} lowest" },
        { expression: heapShare(), legend: "{{instance}}" },
      ],
      steps: [{ value: heap.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "container-memory",
      title: "Container Memory by TaskManager",
      description: `Share of its limit that each TaskManager's container holds, and the Python workers' part of it. Good: flat. Above ${formatValue(container, "ratio")} ContainerMemoryHigh fires; at 100% the kernel kills.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        { expression: containerShare(which), legend: "{{instance}}" },
        {
          expression: divide(gaugeOf(workerMemory, which), greater(gaugeOf(containerMemoryLimit), 0)),
          legend: "{{instance}} Python",
        },
      ],
      steps: [{ value: container, color: "red" }],
      ...half,
    },
  ];
}

const heapShare = () => divide(gaugeOf(heapUsed, { ...here, ...which }), greater(gaugeOf(heapMax), 0));
