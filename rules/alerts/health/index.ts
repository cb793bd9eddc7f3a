import { health, jobManagerJob, taskManagerJob } from "../../../catalogue/health.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import { checkpointFailures, checkpointsStalled, highCheckpointDuration } from "./checkpoints.ts";
import { jobManagerDown, jobNotRunning, jobRestarting, taskManagerDown, taskManagersMissing } from "./cluster.ts";
import { highConsumptionLatency, highKafkaLag, lowThroughput, noRecordsConsumed } from "./flow.ts";
import { containerMemoryHigh, highMemoryUsage } from "./memory.ts";
import { highErrorRate, highProcessingLatency, highValidationFailureRate, objective } from "./quality.ts";
import { icebergWriteFailures, icebergWritesStalled } from "./sink.ts";

export const healthAlerts: PipelineAlerts = {
  pipeline: "health",
  alerts: [
    jobManagerDown,
    taskManagerDown,
    taskManagersMissing,
    jobNotRunning,
    jobRestarting,
    noRecordsConsumed,
    highKafkaLag,
    highConsumptionLatency,
    lowThroughput,
    highErrorRate,
    highValidationFailureRate,
    highProcessingLatency,
    highCheckpointDuration,
    checkpointFailures,
    checkpointsStalled,
    icebergWriteFailures,
    icebergWritesStalled,
    highMemoryUsage,
    containerMemoryHigh,
    ...objective,
    ...standardAlerts(health, [jobManagerJob, taskManagerJob]),
  ],
};
