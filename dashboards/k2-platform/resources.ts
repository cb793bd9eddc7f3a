import { containerOomEvents, containerStartTime } from "../../catalogue/cadvisor.ts";
import { changes, counterOf, gaugeOf, increase, sum } from "../../catalogue/promql/build.ts";
import { serviceOomKill, serviceRestartLoop } from "../../rules/alerts/k2-platform/containers.ts";
import { containers } from "../../rules/alerts/k2-platform/series.ts";
import { formatValue } from "../../rules/units.ts";
import { containerBytes, containerCores, containerCpuShare } from "../containers.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";
import { plain } from "../style.ts";

const perContainer = ["name"] as const;
const window = "5m";
const tile = { width: 12, height: 4 } as const;

/** What the platform's containers take. */
export function resourcePanels({ tuning }: PanelContext): readonly Unplaced[] {
  const killing = tuning(serviceOomKill).window;
  const restarts = tuning(serviceRestartLoop);
  return [
    {
      id: 20,
      key: "total-cpu",
      title: "Total stack CPU",
      section: "Resource Utilization",
      description: "Processors that all of the platform's containers keep busy. Good: as at this time of other days.",
      kind: "stat",
      unit: "suffix: cores",
      decimals: 2,
      queries: [{ expression: sum(containerCores(containers, window)), legend: "CPU" }],
      steps: plain,
      ...tile,
    },
    {
      id: 21,
      key: "total-memory",
      title: "Total stack RAM",
      description:
        "Memory of all of the platform's containers, without the page cache. Good: level; the hosts need more than this.",
      kind: "stat",
      unit: "bytes",
      queries: [{ expression: sum(containerBytes(containers)), legend: "RAM" }],
      steps: plain,
      ...tile,
    },
    {
      id: 22,
      key: "cpu",
      title: "CPU % per service",
      description:
        "Share of its quota that each container uses; of its host's processors where it has none. Good: well below 100%, where the kernel slows it down.",
      kind: "timeseries",
      unit: "percentunit",
      queries: [{ expression: containerCpuShare(containers, window), legend: "{{name}}" }],
      ...half,
    },
    {
      id: 23,
      key: "memory",
      title: "Memory usage per service",
      description:
        "Memory that each container holds and that cannot simply be taken back. Good: level. At its limit the kernel kills, which ServiceOOMKill tells.",
      kind: "timeseries",
      unit: "bytes",
      queries: [{ expression: containerBytes(containers), legend: "{{name}}" }],
      ...half,
    },
    {
      id: 10,
      key: "oom-kills",
      title: "Processes killed for want of memory",
      description: `Processes of each container that the kernel killed within ${killing}. Good: 0. Above it ServiceOOMKill fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(containerOomEvents, containers), killing), perContainer),
          legend: "{{name}}",
        },
      ],
      ...half,
    },
    {
      id: 11,
      key: "restarts",
      title: "Container restarts",
      description: `Starts of each container within ${restarts.window}. Good: 0, or 1 after a deployment. Above ${formatValue(restarts.numbers.threshold, "events")} ServiceRestartLoop fires; when nothing is shown, ContainersNotWatched.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(changes(gaugeOf(containerStartTime, containers), restarts.window), perContainer),
          legend: "{{name}}",
        },
      ],
      steps: [{ value: restarts.numbers.threshold, color: "red" }],
      ...half,
    },
  ];
}
