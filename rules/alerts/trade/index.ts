import { kafkaJob, trade } from "../../../catalogue/trade.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import { highErrorRate, objective } from "./api.ts";
import {
  bridgeErrorRateHigh,
  bridgeLatencyHigh,
  tradeFeedUnread,
  tradeGenerationStopped,
  tradesNotBridged,
} from "./apps.ts";
import {
  checkpointDurationIncreasing,
  flinkBackpressure,
  flinkCheckpointsFailing,
  flinkJobCrashNoRestart,
  flinkJobRestarting,
  flinkWatermarkLagHigh,
} from "./flink.ts";
import { configurationChange } from "./info.ts";
import { storageNearCapacity } from "./infrastructure.ts";
import {
  consumerLagHigh,
  kafkaActiveControllerCount,
  kafkaBrokerDown,
  kafkaOfflinePartitions,
  kafkaProducerErrors,
  kafkaUnderReplicatedPartitions,
} from "./kafka.ts";
import { dataObservabilityAlerts } from "./observability.ts";
import { kafkaTopicNoTraffic, newTopicCreated, pipelineCompleteFailure } from "./topics.ts";

export const tradeAlerts: PipelineAlerts = {
  pipeline: "trade",
  alerts: [
    // Generator and bridge
    tradeGenerationStopped,
    tradeFeedUnread,
    tradesNotBridged,
    bridgeErrorRateHigh,
    bridgeLatencyHigh,
    // Kafka
    pipelineCompleteFailure,
    kafkaBrokerDown,
    kafkaUnderReplicatedPartitions,
    kafkaOfflinePartitions,
    kafkaActiveControllerCount,
    kafkaTopicNoTraffic,
    newTopicCreated,
    kafkaProducerErrors,
    consumerLagHigh,
    // Flink
    flinkJobCrashNoRestart,
    flinkJobRestarting,
    flinkCheckpointsFailing,
    checkpointDurationIncreasing,
    flinkBackpressure,
    flinkWatermarkLagHigh,
    // Tables, and Dagster, which makes them
    ...dataObservabilityAlerts,
    // API
    highErrorRate,
    ...objective,
    // What it all runs on
    storageNearCapacity,
    configurationChange,
    ...standardAlerts(trade, [kafkaJob]),
  ],
};
