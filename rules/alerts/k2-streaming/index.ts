import { k2Streaming, streamingJobs } from "../../../catalogue/k2-streaming.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import { noThroughput, silverProcessingBehind, streamingJobDown } from "./jobs.ts";
import { bronzeKafkaLagCritical, bronzeKafkaLagWarning, endToEndLatencyHigh, objective } from "./lag.ts";
import { goldDuplicatesHigh, nullFieldsHigh, silverDlqRateCritical, silverDlqRateElevated } from "./quality.ts";
import { schemaRegistrySlow, schemaRegistryUnavailable } from "./registry.ts";
import { progressEventsDropped, sparkApplicationWaiting, streamingJobMemoryHigh } from "./spark.ts";
import { checkpointSizeGrowing, checkpointSizeHigh, icebergCommitSlow, icebergMetadataBloat } from "./storage.ts";

export const k2StreamingAlerts: PipelineAlerts = {
  pipeline: k2Streaming.name,
  alerts: [
    bronzeKafkaLagCritical,
    bronzeKafkaLagWarning,
    streamingJobDown,
    noThroughput,
    silverDlqRateCritical,
    silverDlqRateElevated,
    nullFieldsHigh,
    silverProcessingBehind,
    goldDuplicatesHigh,
    endToEndLatencyHigh,
    streamingJobMemoryHigh,
    progressEventsDropped,
    sparkApplicationWaiting,
    checkpointSizeHigh,
    checkpointSizeGrowing,
    icebergCommitSlow,
    icebergMetadataBloat,
    schemaRegistryUnavailable,
    schemaRegistrySlow,
    ...objective,
    ...standardAlerts(k2Streaming, streamingJobs),
  ],
};
