import { bronzeJob } from "../../catalogue/k2-bronze.ts";
import { goldJob } from "../../catalogue/k2-gold.ts";
import { k2Pipeline } from "../../catalogue/k2-layer.ts";
import { silverJob } from "../../catalogue/k2-silver.ts";
import { icebergJob, k2KafkaJob, registryJob, sparkJob, sparkMasterJob } from "../../catalogue/k2-systems.ts";
import { k2StreamingScenarios } from "./k2-streaming-scenarios.ts";
import { tableModel } from "./table.ts";

/** The K2 pipeline: the jobs of its layers, and what they run on. */
export const k2StreamingModel = tableModel({
  pipeline: k2Pipeline,
  pages: [
    { job: bronzeJob, port: 8020 },
    { job: silverJob, port: 8021 },
    { job: goldJob, port: 8022 },
    { job: icebergJob, port: 8023 },
    { job: registryJob, port: 8024 },
    // All drivers on one page, which in earnest have one each.
    { job: sparkJob, port: 8025 },
    { job: sparkMasterJob, port: 8026 },
    { job: k2KafkaJob, port: 8027 },
  ],
  scenarios: k2StreamingScenarios,
});
