import { churn, consumerJob } from "../../../catalogue/churn.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import {
  consumerDisconnected,
  consumerDown,
  consumerUnhealthy,
  highProcessingLatency,
  modelNotLoaded,
} from "./consumer.ts";
import { highErrorRate, objective } from "./errors.ts";
import { consumerLagHigh, consumerLagIncreasing, lowThroughput } from "./lag.ts";

export const churnAlerts: PipelineAlerts = {
  pipeline: "churn",
  alerts: [
    consumerDown,
    consumerUnhealthy,
    consumerDisconnected,
    modelNotLoaded,
    highErrorRate,
    highProcessingLatency,
    consumerLagIncreasing,
    consumerLagHigh,
    lowThroughput,
    ...objective,
    ...standardAlerts(churn, [consumerJob]),
  ],
};
