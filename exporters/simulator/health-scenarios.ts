import { applicationJob, jobManagerJob, taskManagerJob } from "../../catalogue/health.ts";
import { type ApplicationConditions, applicationPage } from "./health-application.ts";
import { type FlinkConditions, jobManagerPage, taskManagerPage } from "./health-flink.ts";
import { lagPage } from "./health-lag.ts";
import type { Scenario } from "./model.ts";
import type { Timed } from "./table.ts";

type Conditions = FlinkConditions & ApplicationConditions;

const usual: Conditions = {
  runningJobs: 1,
  taskManagers: 1,
  uptimeSeconds: 86_400,
  restartsPerSecond: 0,
  checkpointSeconds: 4,
  checkpointsPerSecond: 0.1,
  failedCheckpointsPerSecond: 0,
  recordsPerSecond: 200,
  pendingRecords: 40,
  heapShare: 0.5,
  invalidShare: 0.002,
  invalidShareOf: {},
  undecodablePerSecond: 0,
  processingSeconds: 0.2,
  consumptionSeconds: 0.8,
  written: true,
  writeFailuresPerSecond: 0,
  containerShare: 0.6,
};

/** Nothing comes in, and so nothing goes out. */
const idle = { recordsPerSecond: 0 } as const;

function scenario(
  description: string,
  alerts: readonly string[],
  conditions: Partial<Conditions> = {},
  silent: readonly string[] = [],
): Scenario<Timed> {
  const all = { ...usual, ...conditions };
  return {
    description,
    alerts,
    silent,
    conditions: (moment) => {
      const pages = [jobManagerPage(all, moment), taskManagerPage(all, moment), applicationPage(all), lagPage(all)];
      return {
        gauges: pages.flatMap(({ gauges }) => gauges),
        perSecond: pages.flatMap(({ perSecond }) => perSecond),
        observed: pages.flatMap(({ observed }) => observed),
      };
    },
  };
}

/** What can befall the health job; Kafka's and Iceberg's faults show in its own numbers. */
export const healthScenarios = {
  healthy: scenario("200 records per second, two in a thousand invalid, a checkpoint every 10 seconds.", []),
  "jobmanager-down": scenario("The JobManager's port refuses connections.", ["JobManagerDown"], {}, [
    jobManagerJob.name,
  ]),
  "taskmanager-unreachable": scenario(
    "The TaskManager works, but its metrics port refuses connections.",
    ["TaskManagerDown"],
    {},
    [taskManagerJob.name],
  ),
  "taskmanager-lost": scenario(
    "The only TaskManager has died with its Python workers; the job waits for another.",
    ["TaskManagerDown", "TaskManagersMissing", "TargetDown"],
    { ...idle, taskManagers: 0, uptimeSeconds: 0, checkpointsPerSecond: 0 },
    [taskManagerJob.name, applicationJob.name],
  ),
  "job-failed": scenario(
    "The job has used up its restarts: its series are gone, and its Python workers have ended.",
    ["JobNotRunning", "TargetDown"],
    { ...idle, runningJobs: 0 },
    [applicationJob.name],
  ),
  "job-restarting": scenario("The job restarts again and again, and works in between.", ["JobRestarting"], {
    uptimeSeconds: 20,
    restartsPerSecond: 1,
  }),
  "source-silent": scenario("No record comes from Kafka, and none waits.", ["NoRecordsConsumed"], {
    ...idle,
    pendingRecords: 0,
  }),
  "lag-high": scenario("150,000 records wait in Kafka while the job works as usual.", ["HighKafkaLag"], {
    pendingRecords: 150_000,
  }),
  "late-records": scenario("Records have waited a quarter of an hour in Kafka.", ["HighConsumptionLatency"], {
    consumptionSeconds: 900,
  }),
  "low-throughput": scenario("50 records per second while 20,000 wait.", ["LowThroughput"], {
    recordsPerSecond: 50,
    pendingRecords: 20_000,
  }),
  undecodable: scenario("20 records per second cannot be deserialised, beside 200 that can.", ["HighErrorRate"], {
    undecodablePerSecond: 20,
  }),
  "bad-type": scenario("30 % of the sleep records are invalid, few others.", ["HighValidationFailureRate"], {
    invalidShareOf: { sleepAnalysis: 0.3 },
  }),
  "bad-data": scenario(
    "Half of all records are invalid, at 10 per second.",
    ["HighValidationFailureRate", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"],
    { recordsPerSecond: 10, invalidShare: 0.5 },
  ),
  "slow-processing": scenario("A record takes 12 seconds.", ["HighProcessingLatency"], { processingSeconds: 12 }),
  "slow-checkpoints": scenario("A checkpoint takes 400 seconds.", ["HighCheckpointDuration"], {
    checkpointSeconds: 400,
  }),
  "failing-checkpoints": scenario("Most checkpoints fail, some complete.", ["CheckpointFailures"], {
    failedCheckpointsPerSecond: 1,
  }),
  "hanging-checkpoint": scenario(
    "A checkpoint hangs, so that nothing is committed to Iceberg.",
    ["CheckpointsStalled", "IcebergWritesStalled"],
    { checkpointsPerSecond: 0, written: false },
  ),
  "commits-lost": scenario("Checkpoints complete, but no commit to Iceberg does.", ["IcebergWritesStalled"], {
    written: false,
  }),
  "write-failures": scenario(
    "A write to Iceberg fails each second; the next attempt succeeds.",
    ["IcebergWriteFailures"],
    { writeFailuresPerSecond: 1 },
  ),
  "heap-full": scenario("The heap stays at 96 %, whatever is collected.", ["HighMemoryUsage"], { heapShare: 0.96 }),
  "container-full": scenario("The TaskManager's container holds 96 % of its memory.", ["ContainerMemoryHigh"], {
    containerShare: 0.96,
  }),
} as const satisfies Record<string, Scenario<Timed>>;
