import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import type { ScrapeJob } from "../../catalogue/job.ts";
import {
  brokerMetrics,
  consumerClientMetrics,
  controllerMetrics,
  isrShrinks,
  producerClientMetrics,
  topicMessagesIn,
} from "../../catalogue/kafka.ts";
import { counter, gauge } from "../../catalogue/metric.ts";
import { sparkDriver, sparkQuery } from "../../catalogue/spark.ts";
import { renderPush, renderPushEnvironment } from "../../deploy/dagster.ts";
import { flinkPorts, renderFlinkMetrics } from "../../deploy/flink.ts";
import { kafkaAttributes, renderKafkaJmx } from "../../deploy/kafka-jmx.ts";
import { renderSparkDefaults, renderSparkMetrics, sparkPaths } from "../../deploy/spark.ts";

interface JmxRule {
  readonly pattern: string;
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels?: Readonly<Record<string, string>>;
}

describe("the JMX exporter's patterns", () => {
  const { includeObjectNames, rules } = load(renderKafkaJmx()) as {
    includeObjectNames: readonly string[];
    rules: readonly JmxRule[];
  };

  /** What the agent makes of an attribute, which it looks for as a whole line. */
  const made = (text: string): readonly string[] =>
    rules.flatMap(({ pattern, name, labels = {} }) => {
      const match = new RegExp(`^.*(?:${pattern}).*$`).exec(text);
      if (match === null) return [];
      const values = Object.entries(labels).map(([key, group]) => `${key}="${match[Number(group.slice(1))]}"`);
      return [`${name}{${values.join(",")}}`];
    });

  test("give each of Kafka's metrics once, with the catalogue's name, type and text", () => {
    const metrics = [...brokerMetrics, ...controllerMetrics, ...consumerClientMetrics, ...producerClientMetrics];
    expect(metrics).toHaveLength(13);
    expect(rules.map(({ name, type, help }) => `${name} ${type} ${help}`).sort()).toEqual(
      metrics.map(({ name, type, help }) => `${name} ${type.toUpperCase()} ${help}`).sort(),
    );
  });

  test.each([
    [
      "kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value: 2",
      "kafka_server_replica_manager_under_replicated_partitions{}",
    ],
    [
      "kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec, topic=market.crypto.trades><>Count: 300",
      'kafka_server_broker_topic_metrics_messages_in_total{topic="market.crypto.trades"}',
    ],
    [
      "kafka.consumer<type=consumer-fetch-manager-metrics, client-id=flink-consumer, topic=raw-trades, partition=2><>records-lag: 50.0",
      'kafka_consumer_records_lag{client_id="flink-consumer",topic="raw-trades",partition="2"}',
    ],
    [
      "kafka.producer<type=producer-metrics, client-id=trade-producer><>record-error-rate: 0.0",
      'kafka_producer_record_error_rate{client_id="trade-producer"}',
    ],
  ])("turn %s into one series", (text, series) => {
    expect(made(text)).toEqual([series]);
  });

  test.each([
    "kafka.consumer<type=consumer-fetch-manager-metrics, client-id=c, topic=t, partition=0><>records-lag-avg: 42.7",
    "kafka.consumer<type=consumer-fetch-manager-metrics, client-id=c, topic=t, partition=0><>records-lag-max: 92.0",
    "kafka.consumer<type=consumer-fetch-manager-metrics, client-id=c><>records-lag-max: 92.0",
    "kafka.producer<type=producer-metrics, client-id=p><>batch-size-max: 92.0",
    "kafka.producer<type=producer-topic-metrics, client-id=p, topic=t><>record-error-rate: 0.0",
    "kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec><>Count: 300",
    "kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec, topic=t><>OneMinuteRate: 3.0",
    "kafka.server<type=ReplicaManager, name=UnderReplicatedPartitionsTotal><>Value: 2",
  ])("leave out %s", (text) => {
    expect(made(text)).toEqual([]);
  });

  test("are asked of their MBeans alone", () => {
    expect(includeObjectNames).toContain("kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec,topic=*");
    expect(includeObjectNames).toHaveLength(new Set(includeObjectNames).size);
    // The four attributes of producers belong to one MBean.
    expect(includeObjectNames).toHaveLength(rules.length - 3);
  });

  test("refuse a name that the agent would change, and labels that are not the metric's", () => {
    const [first] = kafkaAttributes;
    if (first === undefined) throw new Error("no attribute to break");
    const rendered = (metric: typeof first.metric) => () => renderKafkaJmx([{ ...first, metric }]);
    expect(rendered(gauge({ name: "kafka_parts_total", help: "" }))).toThrow("kafka_parts_total is a gauge");
    expect(rendered(counter({ name: "kafka_parts", help: "" }))).toThrow("kafka_parts is a counter");
    expect(rendered(topicMessagesIn)).toThrow(`${topicMessagesIn.name} has the labels topic, its MBean gives `);
    expect(rendered(isrShrinks)).not.toThrow();
  });
});

describe("Flink's metrics section", () => {
  const config = load(renderFlinkMetrics()) as Readonly<Record<string, string>>;

  test("names the reporter's factory, and a port for each process of a machine", () => {
    const [reporter] = (config["metrics.reporters"] ?? "").split(",");
    expect(config[`metrics.reporter.${reporter}.factory.class`]).toMatch(/\.PrometheusReporterFactory$/);
    expect(config[`metrics.reporter.${reporter}.port`]).toBe("9249-9260");
    expect(load(renderFlinkMetrics({ first: 40001, last: 40003 }))).toMatchObject({
      [`metrics.reporter.${reporter}.port`]: "40001-40003",
    });
    expect(flinkPorts.last).toBeGreaterThan(flinkPorts.first);
  });

  test("has nothing that the reporter does not know", () => {
    expect(Object.keys(config).filter((key) => /scope|interval|host|\.prometheus\.class$/.test(key))).toEqual([]);
    expect(Object.keys(config)).toHaveLength(3);
  });
});

describe("Spark's configuration", () => {
  const lines = (text: string) =>
    Object.fromEntries(
      text
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/)),
    );

  test("serves the driver's and its executors' metrics where they are scraped", () => {
    expect(lines(renderSparkMetrics())).toMatchObject({
      "*.sink.prometheusServlet.class": "org.apache.spark.metrics.sink.PrometheusServlet",
      "*.sink.prometheusServlet.path": "/metrics/prometheus",
      "master.sink.prometheusServlet.path": "/metrics/master/prometheus",
      "applications.sink.prometheusServlet.path": "/metrics/applications/prometheus",
    });
    expect(sparkPaths.driver).toBe("/metrics/prometheus/");
    expect(lines(renderSparkDefaults("k2_bronze"))).toMatchObject({ "spark.ui.prometheus.enabled": "true" });
  });

  test("has the namespace that is in the catalogue's names", () => {
    expect(lines(renderSparkDefaults("k2.bronze"))["spark.metrics.namespace"]).toBe("k2.bronze");
    expect(sparkDriver("k2.bronze").heapUsed.name).toBe("metrics_k2_bronze_driver_jvm_heap_used_Value");
    expect(sparkQuery("k2.bronze", "bronze-binance").inputRate.name).toBe(
      "metrics_k2_bronze_driver_spark_streaming_bronze_binance_inputRate_total_Value",
    );
  });
});

describe("Dagster's pushing", () => {
  const job: ScrapeJob = {
    name: "dagster",
    metricsPath: "/metrics",
    labels: { pipeline: "trade", service: "dagster" },
    targets: { from: "push" },
    producer: "application",
    metrics: [],
    otherSeries: 0,
  };

  test("goes to the Pushgateway that is named, under the name and the labels by which the rules find the job", () => {
    expect(renderPushEnvironment("http://pushgateway:9091")).toBe("PUSHGATEWAY_URL=http://pushgateway:9091\n");
    expect(renderPush([job])).toContain('    "dagster": {"pipeline":"trade","service":"dagster"},\n');
  });

  test("reads what the environment says, and pushes in one place, with a registry for each push", () => {
    const module = renderPush([job]);
    expect(module).toContain('"PUSHGATEWAY_URL"');
    expect(module.match(/push_to_gateway\(/g)).toHaveLength(1);
    expect(module).toContain("job=job, grouping_key=_JOBS[job]");
  });
});
