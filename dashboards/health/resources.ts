import {
  cpuLoad,
  heapMax,
  heapUsed,
  nettyBytesInRate,
  sourceBytesInRate,
  taskBytesOutRate,
} from "../../catalogue/flink-taskmanager.ts";
import { containerMemoryLimit, workerMemory } from "../../catalogue/health-application.ts";
import { divide, gaugeOf, greater, max, sum } from "../../catalogue/promql/build.ts";
import { containerMemoryHigh, containerShare, heapFloor, highMemoryUsage } from "../../rules/alerts/health/memory.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

const which = { instance: { matches: "$instance" } } as const;
const ofFlink = { ...here, ...which } as const;
const perInstance = ["instance"] as const;

/** What each TaskManager takes of its machine. */
export function resourcePanels({ tuning }: PanelContext): readonly Unplaced[] {
  const heap = tuning(highMemoryUsage);
  const container = tuning(containerMemoryHigh).numbers.threshold;
  return [
    {
      id: 26,
      key: "cpu",
      title: "CPU usage by TaskManager",
      section: "Resource Usage",
      description:
        "Share of its machine's processors that each TaskManager's JVM uses; the Python workers are not in it. Good: as at this time of other days, below 100%.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: max(gaugeOf(cpuLoad, ofFlink), perInstance), legend: "{{instance}}" }],
      ...half,
    },
    {
      id: 5,
      key: "heap",
      title: "Memory usage by TaskManager",
      description: `Share of the JVM's heap that is full, now and at its lowest within ${heap.window}. Good: saw teeth, the lowest flat. With the lowest above ${formatValue(heap.numbers.threshold, "ratio")} HighMemoryUsage fires.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        { expression: heapFloor(heap.window, which), legend: "{{instance}} lowest" },
        { expression: heapShare(), legend: "{{instance}}" },
      ],
      steps: [{ value: heap.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 6,
      key: "container-memory",
      title: "Container Memory by TaskManager",
      description: `Share of its limit that each TaskManager's container holds, and the Python workers' part of it. Good: flat. Above ${formatValue(container, "ratio")} ContainerMemoryHigh fires; at 100% the kernel kills.`,
      kind: "timeseries",
      unit: "percentunit",
      queries: [
        { expression: containerShare(which), legend: "{{instance}}" },
        {
          expression: divide(gaugeOf(workerMemory, which), greater(gaugeOf(containerMemoryLimit), 0)),
          legend: "{{instance}} Python",
        },
      ],
      steps: [{ value: container, color: "red" }],
      ...half,
    },
    {
      id: 27,
      key: "network",
      title: "Network I/O",
      description:
        "Bytes per second of each TaskManager: from Kafka, from other TaskManagers, and to other tasks, those of the same TaskManager included, since Flink does not tell them apart. What is written to Iceberg is in none. Good: they follow the throughput.",
      kind: "timeseries",
      unit: "Bps",
      queries: [
        { expression: sum(gaugeOf(sourceBytesInRate, ofFlink), perInstance), legend: "{{instance}} from Kafka" },
        { expression: sum(gaugeOf(nettyBytesInRate, ofFlink), perInstance), legend: "{{instance}} from TaskManagers" },
        { expression: sum(gaugeOf(taskBytesOutRate, ofFlink), perInstance), legend: "{{instance}} to tasks" },
      ],
      ...half,
    },
  ];
}

const heapShare = () => divide(gaugeOf(heapUsed, ofFlink), greater(gaugeOf(heapMax), 0));
