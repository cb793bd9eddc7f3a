import { containerOomEvents, containerStartTime } from "../../../catalogue/cadvisor.ts";
import { k2Platform } from "../../../catalogue/k2-platform.ts";
import { monitoringJobs } from "../../../catalogue/monitoring.ts";
import { absent, changes, counterOf, gaugeOf, greater, increase, sum } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { constant, growing, stages } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { container, containers } from "./series.ts";

const service = k2Platform.name;
const each = ["instance", "name"] as const;
const clickHouse = container("k2-clickhouse");
const other = container("churn-consumer");

/** A restart alone is none of this: each deployment has some, see `serviceRestartLoop`. */
export const serviceOomKill = alert({
  name: "ServiceOOMKill",
  component: "containers",
  jobs: [monitoringJobs.cadvisor],
  service,
  severity: "critical",
  // It has happened: there is nothing to wait for.
  for: "15s",
  window: "10m",
  panel: "k2-pipeline/oom-kills",
  relations: { hides: [{ alerts: ["ServiceRestartLoop"], same: ["instance", "name"] }] },
  summary: "A container ran out of memory",
  description: ({ window }) =>
    `The kernel has killed a process of {{ $labels.name }} on {{ $labels.instance }} for want of memory within ${window}.`,
  expression: ({ window }) => greater(sum(increase(counterOf(containerOomEvents, containers), window), each), 0),
  proof: () => ({
    fires: [growing(containerOomEvents, clickHouse, 0.01)],
    quiet: {
      "none is killed": [growing(containerOomEvents, clickHouse, 0)],
      "another's container is killed": [growing(containerOomEvents, other, 0.01)],
    },
    whenAbsent: "quiet",
  }),
});

export const serviceRestartLoop = alert({
  name: "ServiceRestartLoop",
  component: "containers",
  jobs: [monitoringJobs.cadvisor],
  service,
  severity: "warning",
  for: "1m",
  window: "15m",
  numbers: {
    threshold: {
      default: 2,
      unit: "events",
      min: 0,
      max: 1000,
      source: "a deployment, and a restart to mend what it broke, are two",
    },
  },
  panel: "k2-pipeline/restarts",
  summary: "A container starts again and again",
  description: ({ numbers, window }) =>
    `{{ $labels.name }} on {{ $labels.instance }} has started ${valueTemplate("events")} times within ${window} (threshold ${formatValue(numbers.threshold, "events")}).`,
  // cAdvisor counts no restarts.
  expression: ({ numbers, window }) =>
    greater(sum(changes(gaugeOf(containerStartTime, containers), window), each), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const starts = (labels: typeof clickHouse, restarts: number) => [
      stages(
        containerStartTime,
        labels,
        Array.from({ length: restarts + 1 }, (_, index) => 1000 + 100 * index),
      ),
    ];
    return {
      fires: starts(clickHouse, threshold + 1),
      quiet: {
        "as many restarts as may be": starts(clickHouse, threshold),
        "another's container restarts": starts(other, threshold + 1),
      },
      whenAbsent: "quiet",
    };
  },
});

/** Without it the two above would be blind in silence: no cAdvisor on the host, or containers of other names. */
export const containersNotWatched = alert({
  name: "ContainersNotWatched",
  component: "containers",
  jobs: [monitoringJobs.cadvisor],
  service,
  severity: "warning",
  for: "15m",
  panel: "k2-pipeline/restarts",
  summary: "No container of the platform is seen",
  description: () =>
    "No target of {{ $labels.job }} shows a container of the platform: neither its restarts nor its lack of memory would be seen.",
  expression: () => absent(gaugeOf(containerStartTime, { job: monitoringJobs.cadvisor.name, ...containers })),
  proof: () => ({
    fires: [constant(containerStartTime, other, 1000)],
    quiet: { "one is seen": [constant(containerStartTime, clickHouse, 1000)] },
    whenAbsent: "fires",
  }),
});
