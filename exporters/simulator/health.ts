import { applicationJob, health, jobManagerJob, kafkaLagJob, taskManagerJob } from "../../catalogue/health.ts";
import { healthScenarios } from "./health-scenarios.ts";
import { tableModel } from "./table.ts";

/** The health job: a JobManager, one TaskManager, the page of its Python workers, and that of an exporter of committed offsets. */
export const healthModel = tableModel({
  pipeline: health.name,
  pages: [
    // Flink shows what there is, and no counter before that.
    { job: jobManagerJob, port: 8010, bare: true },
    { job: taskManagerJob, port: 8011, bare: true },
    { job: applicationJob, port: 8012 },
    { job: kafkaLagJob, port: 8013, bare: true },
  ],
  scenarios: healthScenarios,
});
