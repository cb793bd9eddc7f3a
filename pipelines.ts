import { churn } from "./catalogue/churn.ts";
import { health } from "./catalogue/health.ts";
import { k2Platform } from "./catalogue/k2-platform.ts";
import { k2Streaming } from "./catalogue/k2-streaming.ts";
import { monitoring } from "./catalogue/monitoring.ts";
import type { PipelineCatalogue } from "./catalogue/pipeline.ts";
import { trade } from "./catalogue/trade.ts";
import { churnConsumer } from "./dashboards/churn/consumer.ts";
import { churnVitals } from "./dashboards/churn/vitals.ts";
import type { DashboardDefinition, PanelContext } from "./dashboards/definition.ts";
import { healthConsumer } from "./dashboards/health/consumer.ts";
import { healthVitals } from "./dashboards/health/vitals.ts";
import { k2Pipeline } from "./dashboards/k2-platform/pipeline.ts";
import { k2PlatformVitals } from "./dashboards/k2-platform/vitals.ts";
import { k2Operations } from "./dashboards/k2-streaming/operations.ts";
import { k2Overview } from "./dashboards/k2-streaming/overview.ts";
import { k2Performance } from "./dashboards/k2-streaming/performance.ts";
import { k2Quality } from "./dashboards/k2-streaming/quality.ts";
import { k2StreamingVitals } from "./dashboards/k2-streaming/vitals.ts";
import { monitoringSelf } from "./dashboards/monitoring/self.ts";
import { monitoringVitals } from "./dashboards/monitoring/vitals.ts";
import { tradeApi } from "./dashboards/trade/api.ts";
import { tradeDataQuality } from "./dashboards/trade/data-quality.ts";
import { tradeFlink } from "./dashboards/trade/flink.ts";
import { tradeInfrastructure } from "./dashboards/trade/infrastructure.ts";
import { tradeKafka } from "./dashboards/trade/kafka.ts";
import { tradeLineage } from "./dashboards/trade/lineage.ts";
import { tradeOverview } from "./dashboards/trade/overview.ts";
import { tradeVitals } from "./dashboards/trade/vitals.ts";
import type { Vitals } from "./dashboards/vitals.ts";
import type { PipelineAlerts } from "./rules/alert.ts";
import { churnAlerts } from "./rules/alerts/churn/index.ts";
import { healthAlerts } from "./rules/alerts/health/index.ts";
import { k2PlatformAlerts } from "./rules/alerts/k2-platform/index.ts";
import { k2StreamingAlerts } from "./rules/alerts/k2-streaming/index.ts";
import { monitoringAlerts } from "./rules/alerts/monitoring.ts";
import { tradeAlerts } from "./rules/alerts/trade/index.ts";
import { healthRecordings } from "./rules/recording/health.ts";
import { k2PlatformRecordings } from "./rules/recording/k2-platform.ts";
import { k2StreamingRecordings } from "./rules/recording/k2-streaming/index.ts";
import { tradeRecordings } from "./rules/recording/trade.ts";
import { dataObservabilityRecordings } from "./rules/recording/trade-observability.ts";
import type { Recording } from "./rules/recording.ts";

/** A pipeline: what exists, what is recorded and alerted on, what is shown. */
export interface Pipeline {
  readonly catalogue: PipelineCatalogue;
  readonly recordings: readonly Recording[];
  readonly alerts: PipelineAlerts;
  readonly dashboards: readonly DashboardDefinition[];
  /** Its row of the home page. */
  readonly vitals: (context: PanelContext) => Vitals;
  /** Part of every stack, rather than named under `pipelines` in stack config. */
  readonly always?: true;
}

/** Every pipeline this project knows; a new one is a line here. */
export const pipelines: readonly Pipeline[] = [
  { catalogue: churn, recordings: [], alerts: churnAlerts, dashboards: [churnConsumer], vitals: churnVitals },
  {
    catalogue: k2Platform,
    recordings: k2PlatformRecordings,
    alerts: k2PlatformAlerts,
    dashboards: [k2Pipeline],
    vitals: k2PlatformVitals,
  },
  {
    catalogue: health,
    recordings: healthRecordings,
    alerts: healthAlerts,
    dashboards: [healthConsumer],
    vitals: healthVitals,
  },
  {
    catalogue: trade,
    recordings: [...tradeRecordings, ...dataObservabilityRecordings],
    alerts: tradeAlerts,
    dashboards: [tradeOverview, tradeKafka, tradeFlink, tradeDataQuality, tradeLineage, tradeInfrastructure, tradeApi],
    vitals: tradeVitals,
  },
  {
    catalogue: k2Streaming,
    recordings: k2StreamingRecordings,
    alerts: k2StreamingAlerts,
    dashboards: [k2Overview, k2Quality, k2Performance, k2Operations],
    vitals: k2StreamingVitals,
  },
  {
    catalogue: monitoring,
    recordings: [],
    alerts: monitoringAlerts,
    dashboards: [monitoringSelf],
    vitals: monitoringVitals,
    always: true,
  },
];
