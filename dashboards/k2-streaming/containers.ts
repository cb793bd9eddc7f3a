import { containerLastSeen, containerStartTime } from "../../catalogue/cadvisor.ts";
import { containerNames } from "../../catalogue/k2-streaming.ts";
import { changes, gaugeOf, lastOverTime, lessBool, max, subtract, sum, time } from "../../catalogue/promql/build.ts";
import { streamingJobMemoryHigh } from "../../rules/alerts/k2-streaming/spark.ts";
import { formatValue } from "../../rules/units.ts";
import { containerCpuShare, containerMemoryShare } from "../containers.ts";
import type { PanelContext } from "../definition.ts";
import { full, type Unplaced } from "../layout.ts";

const which = { name: { matches: containerNames } } as const;
const byName = ["name"] as const;
const lately = "24h";

/** For how long one that has stopped is shown. */
const remembered = "1h";
/** cAdvisor sees a running container at least once a minute. */
const unseenSeconds = 120;

/** 1 for a container that runs, 0 for one that did within the last hour. */
const running = () =>
  lessBool(subtract(time, max(lastOverTime(gaugeOf(containerLastSeen, which), remembered), byName)), unseenSeconds);

/** Whether the streaming jobs' containers run, since when, and how full they are. */
export function containerStatus({ tuning }: PanelContext): Unplaced {
  const share = tuning(streamingJobMemoryHigh).numbers.threshold;
  const shares = [
    { value: 0, color: "green" },
    { value: share, color: "red" },
  ] as const;
  return {
    id: 1,
    key: "container-status",
    title: "Container Status",
    description: `The containers of the streaming jobs. Good: all Running, none restarted within ${lately} but by a deployment, shares of CPU and memory below ${formatValue(share, "ratio")}. Shares are of the container's limits, or of its host's where it has none.`,
    kind: "table",
    unit: "none",
    queries: [
      { expression: running(), legend: "{{name}}" },
      { expression: subtract(time, max(gaugeOf(containerStartTime, which), byName)), legend: "{{name}}" },
      { expression: sum(changes(gaugeOf(containerStartTime, which), lately), byName), legend: "{{name}}" },
      { expression: containerCpuShare(which, "5m"), legend: "{{name}}" },
      { expression: containerMemoryShare(which), legend: "{{name}}" },
    ],
    columns: [
      { title: "Name", from: { label: "name" } },
      {
        title: "Status",
        from: { query: 0 },
        mapping: { "0": { text: "Stopped", color: "red" }, "1": { text: "Running", color: "green" } },
      },
      { title: "Uptime", from: { query: 1 }, unit: "s" },
      { title: `Restarts in ${lately}`, from: { query: 2 }, unit: "short", decimals: 0 },
      { title: "CPU", from: { query: 3 }, unit: "percentunit", decimals: 0, steps: shares },
      { title: "Memory", from: { query: 4 }, unit: "percentunit", decimals: 0, steps: shares },
    ],
    // Those that stopped come first.
    sort: { column: "Status", ascending: true },
    ...full,
  };
}
