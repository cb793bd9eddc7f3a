import { kafkaLag } from "../../catalogue/k2-bronze.ts";
import { metadataFiles, schemaFetch } from "../../catalogue/k2-systems.ts";
import { counterOf, gaugeOf, increase, max, quantile, sum } from "../../catalogue/promql/build.ts";
import { masterWaitingApplications } from "../../catalogue/spark.ts";
import { bronzeKafkaLagCritical, bronzeKafkaLagWarning } from "../../rules/alerts/k2-streaming/lag.ts";
import { schemaRegistrySlow } from "../../rules/alerts/k2-streaming/registry.ts";
import { progressEventsDropped } from "../../rules/alerts/k2-streaming/spark.ts";
import {
  checkpointSizeGrowing,
  checkpointSizeHigh,
  checkpointSizes,
  icebergMetadataBloat,
  latencyQuantile,
} from "../../rules/alerts/k2-streaming/storage.ts";
import { everyDriver } from "../../rules/recording/k2-streaming/drivers.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half } from "../layout.ts";
import { containerStatus } from "./containers.ts";
import { schemaRegistry } from "./registry.ts";

// Panels of the document have its numbers as ids; those that it does not have begin at 11.
function panels({ tuning }: PanelContext) {
  const critical = tuning(bronzeKafkaLagCritical).numbers.threshold;
  const warning = tuning(bronzeKafkaLagWarning).numbers.threshold;
  const size = tuning(checkpointSizeHigh).numbers.threshold;
  const growth = tuning(checkpointSizeGrowing);
  const files = tuning(icebergMetadataBloat).numbers.threshold;
  const fetch = tuning(schemaRegistrySlow);
  const dropped = tuning(progressEventsDropped).window;
  return flow([
    containerStatus({ tuning }),
    ...schemaRegistry,
    {
      id: 2,
      key: "kafka-lag",
      title: "Kafka Lag",
      description: `How long trades have waited in Kafka for Bronze. Good: a few seconds. Above ${formatValue(warning, "seconds")} BronzeKafkaLagWarning fires, above ${formatValue(critical, "seconds")} BronzeKafkaLagCritical.`,
      section: "Kafka and Schema Registry",
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: max(gaugeOf(kafkaLag), ["exchange"]), legend: "bronze {{exchange}}" }],
      steps: [
        { value: warning, color: "yellow" },
        { value: critical, color: "red" },
      ],
      ...half,
    },
    {
      id: 12,
      key: "schema-fetch-latency",
      title: "Schema Fetch Latency",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the fetches of a schema stay below. Good: milliseconds. Above ${formatValue(fetch.numbers.threshold, "seconds")} SchemaRegistrySlow fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [{ expression: quantile(latencyQuantile, schemaFetch, fetch.window), legend: "fetch" }],
      steps: [{ value: fetch.numbers.threshold, color: "yellow" }],
      ...half,
    },
    {
      id: 4,
      key: "checkpoint-sizes",
      title: "Checkpoint Sizes",
      section: "Checkpoints and tables",
      description: `Size of each query's checkpoint. Good: alike, and far below ${formatValue(size, "bytes")}, above which CheckpointSizeHigh fires.`,
      kind: "bargauge",
      unit: "bytes",
      queries: [{ expression: checkpointSizes(), legend: "{{layer}} {{exchange}}" }],
      steps: [
        { value: 0, color: "green" },
        { value: size, color: "yellow" },
      ],
      ...half,
    },
    {
      id: 18,
      key: "checkpoint-growth",
      title: "Checkpoint Growth",
      description: `Size of each query's checkpoint over time. Good: level. CheckpointSizeGrowing fires when its growth will take it above ${formatValue(growth.numbers.limit, "bytes")} within ${formatValue(growth.numbers.horizon, "seconds")}.`,
      kind: "timeseries",
      unit: "bytes",
      queries: [{ expression: checkpointSizes(), legend: "{{layer}} {{exchange}}" }],
      steps: [{ value: growth.numbers.limit, color: "yellow" }],
      ...half,
    },
    {
      id: 11,
      key: "iceberg-metadata-files",
      title: "Iceberg Metadata Files",
      description: `Metadata files of each table. Good: level, since old ones are removed. Above ${formatValue(files, "events")} IcebergMetadataBloat fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: max(gaugeOf(metadataFiles), ["table"]), legend: "{{table}}" }],
      steps: [{ value: files, color: "yellow" }],
      ...half,
    },
    {
      id: 13,
      key: "spark-applications-waiting",
      title: "Spark Applications Waiting",
      description:
        "Applications that no worker has room for. Good: 0. If one waits for long SparkApplicationWaiting fires.",
      section: "Spark",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: max(gaugeOf(masterWaitingApplications), ["instance"]), legend: "{{instance}}" }],
      ...half,
    },
    {
      id: 14,
      key: "progress-events-dropped",
      title: "Progress Events Dropped",
      description: `Events in ${dropped} that a driver did not pass on to its listeners. Good: 0. At any ProgressEventsDropped fires, since metrics of that layer may then be wrong.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: everyDriver(({ droppedEvents }) =>
            sum(increase(counterOf(droppedEvents), dropped), ["instance"]),
          ),
          legend: "{{layer}} {{instance}}",
        },
      ],
      ...half,
    },
  ]);
}

/** What the K2 pipeline runs on, and leaves behind. */
export const k2Operations: DashboardDefinition = {
  uid: "k2-streaming-operations",
  title: "K2 Operational Health",
  description: "Containers, lag, the Schema Registry, checkpoints, tables and Spark itself.",
  folder: "pipelines",
  tags: ["k2-streaming", "spark", "kafka"],
  variables: [],
  panels,
};
