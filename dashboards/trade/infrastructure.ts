import { containerLastSeen } from "../../catalogue/cadvisor.ts";
import { prometheusReloadTime } from "../../catalogue/monitoring.ts";
import {
  nodeCpu,
  nodeFilesystemAvailable,
  nodeFilesystemSize,
  nodeMemoryAvailable,
  nodeMemoryTotal,
  nodeNetworkReceived,
  nodeNetworkSent,
} from "../../catalogue/node.ts";
import { avg, changes, counterOf, divide, gaugeOf, max, rate, subtract, sum } from "../../catalogue/promql/build.ts";
import { configurationChange } from "../../rules/alerts/trade/info.ts";
import { disks, diskUsed, storageNearCapacity } from "../../rules/alerts/trade/infrastructure.ts";
import { formatValue } from "../../rules/units.ts";
import type { DashboardDefinition, PanelContext } from "../definition.ts";
import { flow, half, quarter, third } from "../layout.ts";
import { containerPanels } from "./containers.ts";

const perMount = ["instance", "mountpoint", "device"] as const;
const network = { device: { not: "lo" } } as const;
const window = "5m";

function panels({ tuning }: PanelContext) {
  const full = tuning(storageNearCapacity).numbers.threshold;
  const reloads = tuning(configurationChange).window;
  return flow([
    {
      id: 6,
      key: "disk-usage-trend",
      title: "Disk Usage Trend",
      description: `Used share of each disk of each host. Good: flat. Above ${formatValue(full, "ratio")} StorageNearCapacity fires.`,
      section: "Hosts",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: diskUsed(), legend: "{{instance}} {{device}}" }],
      steps: [{ value: full, color: "red" }],
      ...third,
    },
    {
      id: 4,
      key: "host-cpu",
      title: "Host CPU Usage",
      description:
        "Share of each host's processor time that is not idle, of all its processors together. Good: with room for a peak.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        {
          expression: subtract(1, avg(rate(counterOf(nodeCpu, { mode: "idle" }), window), ["instance"])),
          legend: "{{instance}}",
        },
      ],
      ...third,
    },
    {
      id: 5,
      key: "host-memory",
      title: "Host Memory Usage",
      description: "Share of each host's memory that programs cannot get without swapping. Good: well below 100%.",
      kind: "gauge",
      unit: "percentunit",
      decimals: 0,
      max: 1,
      queries: [
        {
          expression: max(subtract(1, divide(gaugeOf(nodeMemoryAvailable), gaugeOf(nodeMemoryTotal))), ["instance"]),
          legend: "{{instance}}",
        },
      ],
      ...third,
    },
    {
      id: 7,
      key: "disk-usage-per-mount",
      title: "Disk Usage per Mount",
      description: `Space of each mounted disk, the fullest first; a disk that is mounted twice is there twice. Good: below ${formatValue(full, "ratio")}, above which StorageNearCapacity fires.`,
      kind: "table",
      unit: "bytes",
      queries: [
        {
          expression: max(
            subtract(1, divide(gaugeOf(nodeFilesystemAvailable, disks), gaugeOf(nodeFilesystemSize, disks))),
            perMount,
          ),
          legend: "used",
        },
        { expression: max(gaugeOf(nodeFilesystemAvailable, disks), perMount), legend: "free" },
        { expression: max(gaugeOf(nodeFilesystemSize, disks), perMount), legend: "size" },
      ],
      columns: [
        { title: "Host", from: { label: "instance" } },
        { title: "Mount", from: { label: "mountpoint" } },
        { title: "Device", from: { label: "device" } },
        {
          title: "Used",
          from: { query: 0 },
          unit: "percentunit",
          decimals: 1,
          steps: [
            { value: 0, color: "green" },
            { value: full, color: "red" },
          ],
        },
        { title: "Free", from: { query: 1 }, unit: "bytes" },
        { title: "Size", from: { query: 2 }, unit: "bytes" },
      ],
      ...half,
    },
    {
      id: 8,
      key: "network-throughput",
      title: "Network Throughput (rx/tx)",
      description:
        "Bytes that each interface of each host receives and sends. Good: as usual, below what the line can.",
      kind: "timeseries",
      unit: "Bps",
      queries: [
        {
          expression: sum(rate(counterOf(nodeNetworkReceived, network), window), ["instance", "device"]),
          legend: "{{instance}} {{device}} rx",
        },
        {
          expression: sum(rate(counterOf(nodeNetworkSent, network), window), ["instance", "device"]),
          legend: "{{instance}} {{device}} tx",
        },
      ],
      ...quarter,
    },
    {
      id: 20,
      key: "configuration-changes",
      title: "Configuration Changes",
      description: `Times that Prometheus took in a configuration within ${reloads}. Good: as often as somebody deploys. Above 0 ConfigurationChange fires, which tells nobody.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: changes(gaugeOf(prometheusReloadTime), reloads), legend: "{{instance}}" }],
      ...quarter,
    },
    ...containerPanels,
  ]);
}

/** The document's fifth dashboard: what the pipeline runs on. */
export const tradeInfrastructure: DashboardDefinition = {
  uid: "trade-infrastructure",
  title: "Trade Infrastructure",
  description: "Hosts and containers of the trade pipeline: is there room, does everything run.",
  folder: "infrastructure",
  tags: ["trade"],
  // The document's $container: a variable is called like the label it picks from.
  variables: [{ name: "name", label: "Container", of: gaugeOf(containerLastSeen, { name: { not: "" } }) }],
  panels,
};
