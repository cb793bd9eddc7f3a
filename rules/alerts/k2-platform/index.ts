import { k2Platform } from "../../../catalogue/k2-platform.ts";
import type { PipelineAlerts } from "../../alert.ts";
import { standardAlerts } from "../standard.ts";
import { containersNotWatched, serviceOomKill, serviceRestartLoop } from "./containers.ts";
import { ingestDelayHigh, objective, viewProcessingDelay } from "./delay.ts";
import { feedHandlerDown } from "./feed.ts";
import { bronzeInsertFailure, messagesSkipped } from "./inserts.ts";
import { consumerLagHigh, consumerLagUnknown } from "./lag.ts";
import { icebergOffloadFailure, icebergOffloadLag } from "./offload.ts";
import { clickHouseDown, redpandaDown } from "./servers.ts";

export const k2PlatformAlerts: PipelineAlerts = {
  pipeline: k2Platform.name,
  alerts: [
    feedHandlerDown,
    redpandaDown,
    consumerLagHigh,
    consumerLagUnknown,
    clickHouseDown,
    bronzeInsertFailure,
    messagesSkipped,
    ingestDelayHigh,
    viewProcessingDelay,
    icebergOffloadLag,
    icebergOffloadFailure,
    serviceOomKill,
    serviceRestartLoop,
    containersNotWatched,
    ...objective,
    // Down as a whole is critical; each single target is the standard alert's.
    ...standardAlerts(k2Platform),
  ],
};
