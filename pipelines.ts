import { churn } from "./catalogue/churn.ts";
import type { PipelineCatalogue } from "./catalogue/pipeline.ts";
import { churnConsumer } from "./dashboards/churn/consumer.ts";
import type { DashboardDefinition } from "./dashboards/definition.ts";
import type { PipelineAlerts } from "./rules/alert.ts";
import { churnAlerts } from "./rules/alerts/churn.ts";

/** A pipeline: what exists, what is alerted on, what is shown. */
export interface Pipeline {
  readonly catalogue: PipelineCatalogue;
  readonly alerts: PipelineAlerts;
  readonly dashboards: readonly DashboardDefinition[];
}

/** Every pipeline this project knows; a new one is a line here. */
export const pipelines: readonly Pipeline[] = [{ catalogue: churn, alerts: churnAlerts, dashboards: [churnConsumer] }];
