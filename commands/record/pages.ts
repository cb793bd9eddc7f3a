import { cadvisorMetrics } from "../../catalogue/cadvisor.ts";
import { jobManagerMetrics } from "../../catalogue/flink.ts";
import { taskManagerMetrics } from "../../catalogue/flink-taskmanager.ts";
import type { PageName } from "../../catalogue/job.ts";
import {
  brokerMetrics,
  consumerClientMetrics,
  controllerMetrics,
  producerClientMetrics,
} from "../../catalogue/kafka.ts";
import { kafkaLagMetrics } from "../../catalogue/kafka-lag.ts";
import type { Metric } from "../../catalogue/metric.ts";
import { monitoringJobs } from "../../catalogue/monitoring.ts";
import { nodeMetrics } from "../../catalogue/node.ts";
import { executorMetrics, masterMetrics, recordedSpark, sparkDriver, sparkQuery } from "../../catalogue/spark.ts";
import { probeMetrics } from "../../catalogue/synthetic.ts";
import { pageFaults } from "./page.ts";
import { answered, type Processes } from "./processes.ts";

/** The recorded pages, each with the metrics of the catalogue that have to be on it. */
export const recordedPages: Readonly<Record<PageName, readonly Metric[]>> = {
  kafka: [...brokerMetrics, ...controllerMetrics],
  "kafka-client": [...consumerClientMetrics, ...producerClientMetrics],
  "kafka-lag": kafkaLagMetrics,
  "flink-jobmanager": jobManagerMetrics,
  "flink-taskmanager": taskManagerMetrics,
  "spark-driver": [
    ...Object.values(sparkDriver(recordedSpark.namespace)),
    ...Object.values(sparkQuery(recordedSpark.namespace, recordedSpark.query)),
  ],
  "spark-master": masterMetrics,
  "spark-executors": executorMetrics,
  node: nodeMetrics,
  cadvisor: cadvisorMetrics,
  prometheus: monitoringJobs.prometheus.metrics,
  alertmanager: monitoringJobs.alertmanager.metrics,
  pushgateway: monitoringJobs.pushgateway.metrics,
  grafana: monitoringJobs.grafana.metrics,
  blackbox: monitoringJobs.blackboxExporter.metrics,
  "blackbox-probe": probeMetrics,
};

/** Recorded pages by name. */
export type Pages = ReadonlyMap<PageName, string>;

/** Labels that a page's series have of a target rather than of their metric: those of what was pushed. */
const targetLabels: Partial<Record<PageName, readonly string[]>> = {
  pushgateway: ["job", "instance", "pipeline", "service"],
};

/** How a recorded page differs from what the catalogue says of it. */
export const recordedFaults = (name: PageName, page: string): readonly string[] =>
  pageFaults(page, recordedPages[name], targetLabels[name]);

/** Asks a program of this machine for a page until all is there that the catalogue says of it. */
export const wholePage = (name: PageName, port: number, path: string, processes: Processes): Promise<string> =>
  answered(`http://127.0.0.1:${port}${path}`, (text) => recordedFaults(name, text), processes);
