import { heapMax, heapUsed } from "../../../catalogue/flink-taskmanager.ts";
import { applicationJob, taskManagerJob } from "../../../catalogue/health.ts";
import { containerMemory, containerMemoryLimit } from "../../../catalogue/health-application.ts";
import { divide, gaugeOf, greater, minOverTime } from "../../../catalogue/promql/build.ts";
import type { Duration, Expression } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { constant, dipping, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { application, here, oncePer, taskManager } from "./series.ts";

/** An instance, or what a dashboard's variable picks. */
type Which = { readonly instance?: { readonly matches: string } };

/** Share of the heap that is full even when garbage has just been collected. */
export const heapFloor = (window: Duration, which: Which = {}): Expression =>
  divide(minOverTime(gaugeOf(heapUsed, { ...here, ...which }), window), greater(gaugeOf(heapMax), 0));

/** Share of its limit that a container holds; nothing where there is none. */
export const containerShare = (which: Which = {}): Expression =>
  divide(gaugeOf(containerMemory, which), greater(gaugeOf(containerMemoryLimit), 0));

const gibibyte = 1024 ** 3;

export const highMemoryUsage = alert({
  name: "HighMemoryUsage",
  component: "memory",
  jobs: [taskManagerJob],
  severity: "warning",
  for: "5m",
  window: "15m",
  numbers: {
    threshold: { default: 0.9, unit: "ratio", min: 0, max: 1, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/heap",
  summary: "TaskManager's heap stays full",
  description: ({ numbers, window }) =>
    `The heap of {{ $labels.instance }} has not been below ${valueTemplate("ratio")} for ${window} (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  // The lowest of a while: between two collections a healthy heap fills up, too.
  expression: ({ numbers, window }) => greater(heapFloor(window), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const heap = (share: number) => [
      constant(heapUsed, taskManager, share * gibibyte),
      constant(heapMax, taskManager, gibibyte),
    ];
    return {
      fires: heap(justAbove(threshold)),
      quiet: {
        "just below the threshold": heap(justBelow(threshold)),
        "full until garbage is collected": [
          dipping(heapUsed, taskManager, 0.98 * gibibyte, 0.3 * threshold * gibibyte, oncePer(window)),
          constant(heapMax, taskManager, gibibyte),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

export const containerMemoryHigh = alert({
  name: "ContainerMemoryHigh",
  component: "memory",
  jobs: [applicationJob],
  severity: "warning",
  for: "10m",
  numbers: {
    threshold: {
      default: 0.9,
      unit: "ratio",
      min: 0,
      max: 1,
      source: "as for the heap, which leaves out the Python workers",
    },
  },
  panel: "health-consumer/container-memory",
  summary: "TaskManager's container is nearly out of memory",
  description: ({ numbers }) =>
    `The container of {{ $labels.instance }} holds ${valueTemplate("ratio")} of the memory it may (threshold ${formatValue(numbers.threshold, "ratio")}); at the limit the kernel kills it.`,
  expression: ({ numbers }) => greater(containerShare(), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const container = (share: number, limit: number) => [
      constant(containerMemory, application, share * gibibyte),
      constant(containerMemoryLimit, application, limit),
    ];
    return {
      fires: container(justAbove(threshold), gibibyte),
      quiet: {
        "just below the threshold": container(justBelow(threshold), gibibyte),
        "no limit": container(1, 0),
      },
      whenAbsent: "quiet",
    };
  },
});
