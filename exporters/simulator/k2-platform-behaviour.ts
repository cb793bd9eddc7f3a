import {
  containerCpu,
  containerCpuPeriod,
  containerCpuQuota,
  containerLastSeen,
  containerMemory,
  containerMemoryLimit,
  containerNetworkReceived,
  containerNetworkSent,
  containerOomEvents,
  containerStartTime,
  containerWorkingSet,
  machineCores,
  machineMemory,
} from "../../catalogue/cadvisor.ts";
import {
  ingestDelay,
  lastMessage,
  offloadFailures,
  offloadLag,
  offloadRuns,
  offloadSuccess,
  rowsInserted,
  tableRows,
  tradesProduced,
  viewDelay,
} from "../../catalogue/k2-platform.ts";
import { committedOffset, maxOffset, recordsProduced, userNamespace } from "../../catalogue/redpanda.ts";
import { type Sample, sample } from "./model.ts";
import type { Behaviour, Change, Moment } from "./table.ts";

/** Exchanges that are listened to. */
export const exchanges = ["binance", "kraken"] as const;
export type Exchange = (typeof exchanges)[number];

/** What the platform calls its parts. */
export const names = {
  bronze: "bronze_trades",
  silver: "silver_trades",
  view: "silver_trades_mv",
  group: "clickhouse-bronze",
  containers: ["k2-clickhouse", "k2-redpanda", "k2-feed-handler"],
  /** The streaming pipeline's, on the same host. */
  neighbours: [
    ...["bronze-binance-stream", "bronze-kraken-stream", "silver-binance-transformation"],
    ...["silver-kraken-transformation", "gold-aggregation", "schema-registry"],
  ],
} as const;

const tradesPerSecond = 4;
const symbols = ["BTCUSDT", "ETHUSDT"] as const;
const partitions = ["0", "1", "2"] as const;
const mebibyte = 2 ** 20;
/** When everything was last started: long ago, and always the same. */
const startedAt = Date.UTC(2026, 0, 1) / 1000;
const machine = { boot_id: "k2", machine_id: "k2", system_uuid: "k2" };

/** Rows of an exchange that reach Bronze after a delay. */
export const rows = (exchange: Exchange, seconds: number, perSecond: number) => ({
  ...sample(ingestDelay, seconds, { exchange }),
  perSecond,
});

/** The labels of a container. */
export const containerNamed = (name: string) => ({ id: `/docker/${name}`, image: `example.com/${name}:1`, name });

/** Processes of ClickHouse that are killed for want of memory, per second. */
export const oomKill = (perSecond: number): Sample =>
  sample(containerOomEvents, perSecond, containerNamed(names.containers[0]));

/** Feed handlers that last heard the exchanges at these times, and no others. */
export const handlers = (heard: Partial<Record<Exchange, number>>): Change => ({
  without: [lastMessage],
  gauges: Object.entries(heard).map(([exchange, time]) => sample(lastMessage, time, { exchange })),
});

/** Offsets of topics of which the group still has so many messages to read; of the others it has read all. */
export function waiting({ now }: Moment, messages: Partial<Record<Exchange, number>>): Change {
  // Grows with the clock, as offsets do.
  const end = Math.floor(now) % 1e8;
  return {
    gauges: exchanges.flatMap((exchange) =>
      partitions.flatMap((redpanda_partition, index) => {
        const at = { redpanda_topic: topicOf(exchange), redpanda_partition };
        const behind = index === 0 ? (messages[exchange] ?? 0) : 0;
        return [
          sample(maxOffset, end + behind, { ...at, redpanda_namespace: userNamespace }),
          sample(committedOffset, end, { ...at, redpanda_group: names.group }),
        ];
      }),
    ),
  };
}

const topicOf = (exchange: Exchange): string => `market.crypto.trades.${exchange}`;

/** All is well. */
export function healthy(moment: Moment): Behaviour {
  const { now } = moment;
  const each = exchanges.map((exchange) => ({ exchange }));
  const tables = [names.bronze, names.silver].flatMap((table) => each.map((one) => ({ table, ...one })));
  // A run every quarter of an hour.
  const sinceRun = now % 900;
  const containers = [...names.containers, ...names.neighbours].map(containerNamed);
  return {
    gauges: [
      ...(handlers({ binance: now, kraken: now }).gauges ?? []),
      ...(waiting(moment, {}).gauges ?? []),
      ...tables.map((labels) => sample(tableRows, 1_000_000, labels)),
      sample(viewDelay, 0.05, { view: names.view }),
      ...[names.bronze, names.silver].flatMap((table) => [
        sample(offloadLag, sinceRun, { table }),
        sample(offloadSuccess, now - sinceRun, { table }),
        sample(offloadFailures, 0, { table }),
      ]),
      ...containers.flatMap((labels) => containerGauges(labels, now)),
      // The machine as a whole, which cAdvisor shows without a name.
      sample(containerStartTime, startedAt, { id: "/", image: "", name: "" }),
      sample(machineCores, 8, machine),
      sample(machineMemory, 32_768 * mebibyte, machine),
    ],
    perSecond: [
      ...each.flatMap(({ exchange }) => [
        ...symbols.map((symbol) => sample(tradesProduced, tradesPerSecond / symbols.length, { exchange, symbol })),
        sample(recordsProduced, tradesPerSecond, {
          redpanda_namespace: userNamespace,
          redpanda_topic: topicOf(exchange),
        }),
      ]),
      ...tables.map((labels) => sample(rowsInserted, tradesPerSecond, labels)),
      ...[names.bronze, names.silver].map((table) => sample(offloadRuns, 1 / 900, { table, status: "success" })),
      ...containers.flatMap(containerCounters),
    ],
    observed: exchanges.map((exchange) => rows(exchange, 0.8, tradesPerSecond)),
  };
}

type Container = ReturnType<typeof containerNamed>;

const containerGauges = (labels: Container, now: number): readonly Sample[] => [
  sample(containerMemory, 700 * mebibyte, labels),
  sample(containerWorkingSet, 500 * mebibyte, labels),
  sample(containerMemoryLimit, 2048 * mebibyte, labels),
  sample(containerCpuQuota, 200_000, labels),
  sample(containerCpuPeriod, 100_000, labels),
  sample(containerLastSeen, now, labels),
  sample(containerStartTime, startedAt, labels),
];

const containerCounters = (labels: Container): readonly Sample[] => [
  sample(containerCpu, 0.3, { ...labels, cpu: "total" }),
  sample(containerNetworkReceived, 50_000, { ...labels, interface: "eth0" }),
  sample(containerNetworkSent, 40_000, { ...labels, interface: "eth0" }),
  // There from the beginning, so that the first kill is an increase.
  sample(containerOomEvents, 0, labels),
];
