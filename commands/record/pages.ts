import { cadvisorMetrics } from "../../catalogue/cadvisor.ts";
import { jobManagerMetrics } from "../../catalogue/flink.ts";
import { taskManagerMetrics } from "../../catalogue/flink-taskmanager.ts";
import {
  brokerMetrics,
  consumerClientMetrics,
  controllerMetrics,
  producerClientMetrics,
} from "../../catalogue/kafka.ts";
import { kafkaLagMetrics } from "../../catalogue/kafka-lag.ts";
import type { Metric } from "../../catalogue/metric.ts";
import { nodeMetrics } from "../../catalogue/node.ts";
import { executorMetrics, sparkDriver, sparkQuery } from "../../catalogue/spark.ts";
import { pageFaults } from "./page.ts";
import { answered, type Processes } from "./processes.ts";

/** What the recorded Spark driver and its query are called. */
export const sparkNames = { namespace: "k2_bronze", query: "bronze_binance" } as const;

/** The recorded pages, each with the metrics of the catalogue that have to be on it. */
export const recordedPages = {
  kafka: [...brokerMetrics, ...controllerMetrics],
  "kafka-client": [...consumerClientMetrics, ...producerClientMetrics],
  "kafka-lag": kafkaLagMetrics,
  "flink-jobmanager": jobManagerMetrics,
  "flink-taskmanager": taskManagerMetrics,
  "spark-driver": [
    ...Object.values(sparkDriver(sparkNames.namespace)),
    ...Object.values(sparkQuery(sparkNames.namespace, sparkNames.query)),
  ],
  "spark-executors": executorMetrics,
  node: nodeMetrics,
  cadvisor: cadvisorMetrics,
} as const satisfies Readonly<Record<string, readonly Metric[]>>;

export type PageName = keyof typeof recordedPages;
/** Recorded pages by name. */
export type Pages = ReadonlyMap<PageName, string>;

/** Asks a program of this machine for a page until all is there that the catalogue says of it. */
export const wholePage = (name: PageName, port: number, path: string, processes: Processes): Promise<string> =>
  answered(`http://127.0.0.1:${port}${path}`, (text) => pageFaults(text, recordedPages[name]), processes);
