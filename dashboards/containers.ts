import {
  containerCpu,
  containerCpuPeriod,
  containerCpuQuota,
  containerMemoryLimit,
  containerWorkingSet,
  machineCores,
  machineMemory,
} from "../catalogue/cadvisor.ts";
import { counterOf, divide, divideOn, gaugeOf, greater, max, or, rate, sum } from "../catalogue/promql/build.ts";
import type { Duration, Expression } from "../catalogue/promql/expression.ts";

/** Containers by a pattern of their names. */
export interface Containers {
  readonly name: { readonly matches: string };
}

const byName = ["name"] as const;
const byHost = ["name", "instance"] as const;

/** Processors that each container keeps busy. */
export const containerCores = (which: Containers, window: Duration): Expression =>
  sum(rate(counterOf(containerCpu, which), window), byName);

/** Memory of each container that cannot simply be taken back. */
export const containerBytes = (which: Containers): Expression => max(gaugeOf(containerWorkingSet, which), byName);

/** Share of its quota of processors that each container uses; of its host's processors where it has none. */
export function containerCpuShare(which: Containers, window: Duration): Expression {
  const quota = max(divide(gaugeOf(containerCpuQuota, which), gaugeOf(containerCpuPeriod, which)), byName);
  const used = sum(rate(counterOf(containerCpu, which), window), byHost);
  const ofHost = max(divideOn(used, ["instance"], max(gaugeOf(machineCores), ["instance"])), byName);
  return or(divide(containerCores(which, window), quota), ofHost);
}

/** Share of its limit of memory that each container holds; of its host's memory where it has none. */
export function containerMemoryShare(which: Containers): Expression {
  const limit = max(greater(gaugeOf(containerMemoryLimit, which), 0), byName);
  const held = max(gaugeOf(containerWorkingSet, which), byHost);
  const ofHost = max(divideOn(held, ["instance"], max(gaugeOf(machineMemory), ["instance"])), byName);
  return or(divide(containerBytes(which), limit), ofHost);
}
