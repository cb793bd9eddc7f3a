import { churn } from "./catalogue/churn.ts";
import { monitoring } from "./catalogue/monitoring.ts";
import type { PipelineCatalogue } from "./catalogue/pipeline.ts";
import { churnConsumer } from "./dashboards/churn/consumer.ts";
import type { DashboardDefinition } from "./dashboards/definition.ts";
import { monitoringSelf } from "./dashboards/monitoring/self.ts";
import type { PipelineAlerts, PipelineFacts } from "./rules/alert.ts";
import { churnAlerts } from "./rules/alerts/churn.ts";
import { monitoringAlerts } from "./rules/alerts/monitoring.ts";
import type { Config } from "./settings/schema.ts";

/** A pipeline: what exists, what is alerted on, what is shown. */
export interface Pipeline {
  readonly catalogue: PipelineCatalogue;
  readonly alerts: PipelineAlerts;
  readonly dashboards: readonly DashboardDefinition[];
  /** Part of every stack, rather than named under `pipelines` in stack config. */
  readonly always?: true;
}

/** Every pipeline this project knows; a new one is a line here. */
export const pipelines: readonly Pipeline[] = [
  { catalogue: churn, alerts: churnAlerts, dashboards: [churnConsumer] },
  { catalogue: monitoring, alerts: monitoringAlerts, dashboards: [monitoringSelf], always: true },
];

/** A pipeline that is watched, with what stack config says of it. */
export interface EnabledPipeline {
  readonly pipeline: Pipeline;
  readonly team: string;
  readonly facts: PipelineFacts;
}

/** The pipelines that are watched under this config, in their order; nothing else decides which they are. */
export const enabledPipelines = (config: Pick<Config, "pipelines" | "monitoring">): readonly EnabledPipeline[] =>
  pipelines.flatMap((pipeline) => {
    if (pipeline.always) return [{ pipeline, team: config.monitoring.team, facts: { probed: false } }];
    const declared = config.pipelines[pipeline.catalogue.name];
    if (declared === undefined || !declared.enabled) return [];
    return [{ pipeline, team: declared.team, facts: { probed: declared.healthUrls.length > 0 } }];
  });
