import {
  containerCpu,
  containerLastSeen,
  containerMemoryLimit,
  containerNetworkReceived,
  containerNetworkSent,
  containerStartTime,
  containerWorkingSet,
} from "../../catalogue/cadvisor.ts";
import {
  add,
  changes,
  count,
  counterOf,
  divide,
  gaugeOf,
  greater,
  lastOverTime,
  lessBool,
  max,
  multiply,
  or,
  rate,
  subtract,
  sum,
  time,
  topk,
} from "../../catalogue/promql/build.ts";
import { half, third, type Unplaced } from "../layout.ts";

// The machine as a whole has an empty name, which no choice matches.
const where = { name: { matches: "$name" } } as const;
const perContainer = ["instance", "name"] as const;
const legend = "{{name}}";
const window = "5m";
/** How long a container that is gone is remembered. */
const remembered = "1h";
/** A container that cAdvisor has not seen for so many seconds is gone. */
const gone = 60;
/** A machine may run a hundred containers: what matters is the largest. */
const largest = 20;

/** What each container takes. */
export const containerPanels: readonly Unplaced[] = [
  {
    id: 11,
    section: "Containers",
    key: "container-health",
    title: "Container Health",
    description: `Whether each container that ran within ${remembered} was seen within ${gone} s. Good: all Up. Gone: it has stopped, or was removed.`,
    kind: "stat",
    unit: "none",
    // A container that stops soon has no series: it must turn red, not vanish.
    queries: [
      {
        expression: or(
          lessBool(subtract(time, max(gaugeOf(containerLastSeen, where), perContainer)), gone),
          multiply(max(lastOverTime(gaugeOf(containerLastSeen, where), remembered), perContainer), 0),
        ),
        legend,
      },
    ],
    mapping: { "0": { text: "Gone", color: "red" }, "1": { text: "Up", color: "green" } },
    width: 24,
    height: 8,
  },
  {
    id: 1,
    key: "container-cpu",
    title: "Container CPU Usage",
    description: `Processor time that the ${largest} busiest containers take; 100% is one processor. Good: as usual.`,
    kind: "timeseries",
    unit: "percentunit",
    queries: [{ expression: topk(largest, sum(rate(counterOf(containerCpu, where), window), perContainer)), legend }],
    ...half,
  },
  {
    id: 2,
    key: "container-memory",
    title: "Container Memory Usage",
    description: `Memory of the ${largest} largest containers that cannot simply be taken back; page cache is left out. Good: flat. One that only rises leaks.`,
    kind: "timeseries",
    unit: "bytes",
    queries: [{ expression: topk(largest, max(gaugeOf(containerWorkingSet, where), perContainer)), legend }],
    ...half,
  },
  {
    id: 3,
    key: "container-memory-limit",
    title: "Container Memory Limit %",
    description: `Share of its limit that a container's memory takes, for the ${largest} nearest to theirs; one without a limit is not shown. Good: well below 100%, where the kernel kills.`,
    kind: "bargauge",
    unit: "percentunit",
    decimals: 0,
    max: 1,
    emptyWhenWell: "no container has a limit",
    queries: [
      {
        expression: topk(
          largest,
          max(
            divide(gaugeOf(containerWorkingSet, where), greater(gaugeOf(containerMemoryLimit, where), 0)),
            perContainer,
          ),
        ),
        legend,
      },
    ],
    ...third,
    height: 12,
  },
  {
    id: 10,
    key: "container-restarts",
    title: "Container Restarts",
    description: `Times within ${remembered} that a container was started again or made anew, for the ${largest} with most. Good: 0, but for planned changes.`,
    kind: "stat",
    unit: "short",
    decimals: 0,
    // cAdvisor counts no restarts. One changes the time of the start; a container that is made anew has another series.
    queries: [
      {
        expression: topk(
          largest,
          add(
            sum(changes(gaugeOf(containerStartTime, where), remembered), perContainer),
            subtract(count(lastOverTime(gaugeOf(containerStartTime, where), remembered), perContainer), 1),
          ),
        ),
        legend,
      },
    ],
    steps: [
      { value: 0, color: "green" },
      { value: 1, color: "yellow" },
    ],
    ...third,
    height: 12,
  },
  {
    id: 9,
    key: "container-network",
    title: "Container Network I/O",
    description: `Bytes that containers receive and send, for the ${largest} with most each way. Good: as usual. One that shares its host's network has none of its own.`,
    kind: "timeseries",
    unit: "Bps",
    queries: [
      {
        expression: topk(largest, sum(rate(counterOf(containerNetworkReceived, where), window), perContainer)),
        legend: `${legend} in`,
      },
      {
        expression: topk(largest, sum(rate(counterOf(containerNetworkSent, where), window), perContainer)),
        legend: `${legend} out`,
      },
    ],
    ...third,
    height: 12,
  },
];
