import {
  commitSeconds,
  dataFiles,
  drivers,
  metadataFiles,
  registeredSchemas,
  registryUp,
  schemaFetch,
  schemasTopicSize,
  sparkJob,
  tableSize,
} from "../../catalogue/k2-systems.ts";
import {
  isrExpands,
  isrShrinks,
  topicBytesIn,
  topicBytesOut,
  topicMessagesIn,
  underReplicatedPartitions,
} from "../../catalogue/kafka.ts";
import {
  masterAliveWorkers,
  masterApplications,
  masterWaitingApplications,
  masterWorkers,
} from "../../catalogue/spark.ts";
import { type Sample, sample } from "./model.ts";
import { allLabels, knownValues } from "./series.ts";
import type { Behaviour } from "./table.ts";

const mebibyte = 2 ** 20;
/** The label that Spark puts on each gauge. */
export const ofGauges = { type: "gauges" } as const;

const kafka = (trades: Readonly<Record<string, number>>): Behaviour => {
  const topics = Object.entries(trades).map(
    ([exchange, perSecond]) => [`market.crypto.trades.${exchange}.raw`, perSecond] as const,
  );
  return {
    gauges: [sample(underReplicatedPartitions, 0, {})],
    perSecond: [
      sample(isrShrinks, 0, {}),
      sample(isrExpands, 0, {}),
      ...topics.flatMap(([topic, perSecond]) => [
        sample(topicMessagesIn, perSecond, { topic }),
        sample(topicBytesIn, perSecond * 200, { topic }),
        sample(topicBytesOut, perSecond * 200, { topic }),
      ]),
    ],
    observed: [],
  };
};

const iceberg = (): Behaviour => {
  const tables = knownValues(commitSeconds.labels.table);
  return {
    gauges: tables.flatMap((table) => [
      sample(metadataFiles, 300, { table }),
      sample(dataFiles, 900, { table }),
      sample(tableSize, 4_096 * mebibyte, { table }),
    ]),
    perSecond: [],
    observed: tables.map((table) => ({ ...sample(commitSeconds, 0.8, { table }), perSecond: 0.5 })),
  };
};

const registry = (): Behaviour => ({
  gauges: [sample(registryUp, 1, {}), sample(registeredSchemas, 6, {}), sample(schemasTopicSize, 0.2 * mebibyte, {})],
  perSecond: [],
  observed: [{ ...sample(schemaFetch, 0.008, {}), perSecond: 1 }],
});

/** Spark's page: the drivers as they are told, and each query's last batch. */
const spark = (): Behaviour => {
  const told: readonly Sample[] = Object.values(drivers).flatMap(({ heapUsed, heapMax }) => [
    sample(heapUsed, 500 * mebibyte, ofGauges),
    sample(heapMax, 1_024 * mebibyte, ofGauges),
  ]);
  const rest = sparkJob.metrics
    .filter((metric) => metric.type === "gauge" && told.every((each) => each.metric !== metric))
    .flatMap((metric) => allLabels(metric).map((labels): Sample => ({ metric, labels, value: 10 })));
  return {
    gauges: [...told, ...rest],
    // Four tenths of a processor, in nanoseconds.
    perSecond: Object.values(drivers).map(({ cpuTime }) => sample(cpuTime, 0.4e9, ofGauges)),
    observed: [],
  };
};

const master = (): Behaviour => ({
  gauges: [
    sample(masterWorkers, 2, ofGauges),
    sample(masterAliveWorkers, 2, ofGauges),
    sample(masterApplications, 5, ofGauges),
    sample(masterWaitingApplications, 0, ofGauges),
  ],
  perSecond: [],
  observed: [],
});

/** What the pipeline runs on, when all is well. */
export const systems = (trades: Readonly<Record<string, number>>): Behaviour =>
  together([kafka(trades), iceberg(), registry(), spark(), master()]);

/** Behaviours that have no series in common, as one. */
export const together = (parts: readonly Behaviour[]): Behaviour => ({
  gauges: parts.flatMap(({ gauges }) => gauges),
  perSecond: parts.flatMap(({ perSecond }) => perSecond),
  observed: parts.flatMap(({ observed }) => observed),
});
