import {
  clickHouseJob,
  clickHouseQueryJob,
  feedHandlerJob,
  k2Platform,
  minioJob,
  offloadJob,
  prefectJob,
  redpandaJob,
} from "../../catalogue/k2-platform.ts";
import { monitoringJobs } from "../../catalogue/monitoring.ts";
import { k2PlatformScenarios } from "./k2-platform-scenarios.ts";
import { tableModel } from "./table.ts";

/** K2's market data platform, and the containers of its host. */
export const k2PlatformModel = tableModel({
  pipeline: k2Platform.name,
  pages: [
    { job: feedHandlerJob, port: 8030 },
    { job: redpandaJob, port: 8031 },
    { job: clickHouseJob, port: 8032 },
    { job: clickHouseQueryJob, port: 8033 },
    { job: offloadJob, port: 8034 },
    { job: minioJob, port: 8035 },
    { job: prefectJob, port: 8036 },
    { job: monitoringJobs.cadvisor, port: 8039 },
  ],
  scenarios: k2PlatformScenarios,
});
