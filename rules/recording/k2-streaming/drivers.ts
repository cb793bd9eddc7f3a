import { layers } from "../../../catalogue/k2-layer.ts";
import { drivers, sparkJob } from "../../../catalogue/k2-systems.ts";
import { closed, gauge } from "../../../catalogue/metric.ts";
import { counterOf, divide, gaugeOf, greater, max, or, rate, relabel, sum } from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { constant, growing } from "../../fixture.ts";
import type { Recording } from "../../recording.ts";

const layer = closed(...layers);
const perInstance = ["instance"] as const;
const nanoseconds = 1e9;

type Driver = (typeof drivers)[keyof typeof drivers];

/** One series a driver, whatever its layer: Spark has the layer in the names of its metrics. */
export const everyDriver = (value: (driver: Driver) => Expression): Expression =>
  layers
    .map((name) => relabel(value(drivers[name]), "layer", "instance", ".*", name))
    .reduce((all, one) => or(all, one));

const proofLabels = { instance: "driver:4040", type: "gauges" };

export const memoryUsed = gauge({
  name: "k2_memory_used_bytes",
  help: "Heap that a layer's driver uses.",
  unit: "bytes",
  labels: { layer },
});

export const memoryLimit = gauge({
  name: "k2_memory_limit_bytes",
  help: "Most heap that a layer's driver may use.",
  unit: "bytes",
  labels: { layer },
});

export const cpuUsage = gauge({
  name: "k2_cpu_usage_cores",
  help: "Processors that a layer's driver keeps busy.",
  unit: "cores",
  labels: { layer },
});

/** The document's resource gauges, of every layer, from what Spark's drivers tell. */
export const resources: readonly Recording[] = [
  {
    metric: memoryUsed,
    jobs: [sparkJob],
    expression: () => everyDriver(({ heapUsed }) => max(gaugeOf(heapUsed), perInstance)),
    proof: () => ({
      given: [
        constant(drivers.bronze.heapUsed, proofLabels, 3e8),
        constant(drivers.gold.heapUsed, { ...proofLabels, instance: "gold:4040" }, 5e8),
      ],
      expected: 5e8,
    }),
  },
  {
    metric: memoryLimit,
    jobs: [sparkJob],
    // -1 where the process has no limit.
    expression: () => everyDriver(({ heapMax }) => greater(max(gaugeOf(heapMax), perInstance), 0)),
    proof: () => ({ given: [constant(drivers.silver.heapMax, proofLabels, 1e9)], expected: 1e9 }),
  },
  {
    metric: cpuUsage,
    jobs: [sparkJob],
    expression: () =>
      everyDriver(({ cpuTime }) => divide(sum(rate(counterOf(cpuTime), "5m"), perInstance), nanoseconds)),
    proof: () => ({ given: [growing(drivers.bronze.cpuTime, proofLabels, 1.5 * nanoseconds)], expected: 1.5 }),
  },
];
