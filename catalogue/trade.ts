import type { PipelineCatalogue } from "./pipeline.ts";
import { dagsterJob } from "./trade-dagster.ts";
import { dataObservabilityJob } from "./trade-observability.ts";

/** The stock-market trade pipeline. */
export const trade: PipelineCatalogue = {
  name: "trade",
  title: "Trade data",
  jobs: [dagsterJob, dataObservabilityJob],
  logs: [],
};
