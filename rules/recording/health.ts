import { jobUptime, lastCheckpointDuration } from "../../catalogue/flink.ts";
import { sourcePending } from "../../catalogue/flink-taskmanager.ts";
import { health, jobManagerJob, taskManagerJob } from "../../catalogue/health.ts";
import { gauge, open } from "../../catalogue/metric.ts";
import { divide, gaugeOf, greater, max, sum } from "../../catalogue/promql/build.ts";
import { constant } from "../fixture.ts";
import type { Recording } from "../recording.ts";

const pipeline = health.name;
const jobName = open(4, "flink_health_consumer");
const perSource = ["job_name", "operator_name"] as const;
const flinkJob = { pipeline, job: jobManagerJob.name, job_name: "flink_health_consumer" };
const millisecondsPerSecond = 1000;

/** Of a checkpoint that completed: see CheckpointsStalled for one that hangs. */
export const checkpointDuration = gauge({
  name: "health:flink_checkpoint_duration_seconds:last",
  help: "How long the last completed checkpoint of each job took.",
  unit: "seconds",
  labels: { job_name: jobName },
});

export const uptime = gauge({
  name: "health:flink_job_uptime_seconds:max",
  help: "How long each job has run without a break; 0 while it restarts.",
  unit: "seconds",
  labels: { job_name: jobName },
});

/** Flink gives it by subtask; only a source has it, so it also tells which operators are sources. */
export const kafkaLag = gauge({
  name: "health:kafka_source_lag_records:sum",
  help: "Records that wait in Kafka for each source, all partitions together.",
  unit: "records",
  labels: { job_name: jobName, operator_name: open(2, "Source:_kafka_source") },
});

/** What Flink says in its own units, in ours, and what several rules ask for. */
export const healthRecordings: readonly Recording[] = [
  {
    metric: checkpointDuration,
    jobs: [jobManagerJob],
    // -1 before the first checkpoint.
    expression: () =>
      divide(max(greater(gaugeOf(lastCheckpointDuration, { pipeline }), -1), ["job_name"]), millisecondsPerSecond),
    proof: () => ({
      given: [
        constant(lastCheckpointDuration, flinkJob, 4200),
        constant(lastCheckpointDuration, { ...flinkJob, job_name: "fresh" }, -1),
        constant(lastCheckpointDuration, { ...flinkJob, pipeline: "other" }, 9000),
      ],
      expected: 4.2,
    }),
  },
  {
    metric: uptime,
    jobs: [jobManagerJob],
    expression: () => divide(max(gaugeOf(jobUptime, { pipeline }), ["job_name"]), millisecondsPerSecond),
    proof: () => ({
      given: [constant(jobUptime, flinkJob, 61_500), constant(jobUptime, { ...flinkJob, pipeline: "other" }, 900_000)],
      expected: 61.5,
    }),
  },
  {
    metric: kafkaLag,
    jobs: [taskManagerJob],
    expression: () => sum(gaugeOf(sourcePending, { pipeline }), perSource),
    proof: () => {
      const subtask = (index: string, records: number, of: string = pipeline) =>
        constant(
          sourcePending,
          {
            pipeline: of,
            job_name: "flink_health_consumer",
            operator_name: "Source:_kafka_source",
            subtask_index: index,
          },
          records,
        );
      return { given: [subtask("0", 40), subtask("1", 2), subtask("0", 1000, "other")], expected: 42 };
    },
  },
];
