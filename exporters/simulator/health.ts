import { applicationJob, health, jobManagerJob, taskManagerJob } from "../../catalogue/health.ts";
import { healthScenarios } from "./health-scenarios.ts";
import { tableModel } from "./table.ts";

/** The health job: a JobManager, one TaskManager, and the page of its Python workers. */
export const healthModel = tableModel({
  pipeline: health.name,
  pages: [
    // Flink shows what there is, and no counter before that.
    { job: jobManagerJob, port: 8010, bare: true },
    { job: taskManagerJob, port: 8011, bare: true },
    { job: applicationJob, port: 8012 },
  ],
  scenarios: healthScenarios,
});
