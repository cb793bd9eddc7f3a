import type { ScrapeJob } from "../../catalogue/job.ts";
import { brokerMetrics } from "../../catalogue/kafka.ts";
import { monitoringJobs, prometheusReloadTime } from "../../catalogue/monitoring.ts";
import { flinkJob, kafkaClientJob, kafkaControllerJob, kafkaJob, trade } from "../../catalogue/trade.ts";
import { apiJob, bridgeJob, generatorJob } from "../../catalogue/trade-apps.ts";
import { tableModel } from "./table.ts";
import { tradeScenarios } from "./trade-scenarios.ts";

/** What Prometheus would report of a deploy, pushed beside what it does report. */
const drillJob: ScrapeJob = {
  name: "trade-drill",
  metricsPath: "/metrics",
  labels: { pipeline: trade.name, service: "simulator" },
  targets: { from: "push" },
  producer: "application",
  metrics: [prometheusReloadTime],
  otherSeries: 0,
};

/** The trade pipeline: each page stands for all targets of its job, and one for a host that Kafka runs on. */
export const tradeModel = tableModel({
  pipeline: trade.name,
  pages: [
    { job: generatorJob, port: 8040 },
    { job: bridgeJob, port: 8041 },
    // Controllers are nodes of their own here, so brokers know nothing of what those know.
    { job: { ...kafkaJob, metrics: brokerMetrics }, port: 8042 },
    { job: kafkaControllerJob, port: 8043 },
    { job: kafkaClientJob, port: 8044 },
    { job: flinkJob, port: 8045 },
    { job: apiJob, port: 8046 },
    { job: monitoringJobs.nodeExporter, port: 8049 },
    { job: drillJob },
  ],
  scenarios: tradeScenarios,
});
