import { offloadFailures, offloadLag, offloadRuns } from "../../catalogue/k2-platform.ts";
import { counterOf, gaugeOf, increase, max, sum } from "../../catalogue/promql/build.ts";
import { icebergOffloadFailure, icebergOffloadLag, sinceOffload } from "../../rules/alerts/k2-platform/offload.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

/** Longer than the time between two runs, so that each window has some. */
const lately = "1h";

/** What reaches Iceberg. */
export function offloadPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const offload = tuning(icebergOffloadLag).numbers;
  const failures = tuning(icebergOffloadFailure).numbers.threshold;
  return [
    {
      id: 8,
      key: "offload-lag",
      title: "Offload lag (minutes behind)",
      description: `Age of the oldest row that is not in Iceberg, as the offload says it, and time since a run last succeeded. Good: below the time between two runs. Above ${formatValue(offload.threshold, "seconds")} IcebergOffloadLag fires.`,
      section: "Iceberg Offload",
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: max(gaugeOf(offloadLag), ["table"]), legend: "{{table}}: oldest row" },
        { expression: sinceOffload(), legend: "{{table}}: last success" },
      ],
      steps: [{ value: offload.threshold, color: "red" }],
      ...half,
    },
    {
      id: 18,
      key: "last-offload",
      title: "Last successful offload time",
      description: `Time since a run last succeeded, by table. Good: below the time between two runs. Above ${formatValue(offload.threshold, "seconds")} IcebergOffloadLag fires.`,
      kind: "stat",
      unit: "s",
      decimals: 0,
      queries: [{ expression: sinceOffload(), legend: "{{table}}" }],
      steps: [
        { value: 0, color: "green" },
        { value: offload.threshold, color: "red" },
      ],
      ...half,
    },
    {
      id: 19,
      key: "offload-runs",
      title: "Offload success/failure count",
      description: `Runs that ended within ${lately}, by table and outcome. Good: successes level, failures 0.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(offloadRuns), lately), ["table", "status"]),
          legend: "{{table}}: {{status}}",
        },
      ],
      ...half,
    },
    {
      id: 9,
      key: "offload-failures",
      title: "Failed offload runs in a row",
      description: `Runs that have failed since the last that succeeded. Good: 0. Above ${formatValue(failures, "events")} IcebergOffloadFailure fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: max(gaugeOf(offloadFailures), ["table"]), legend: "{{table}}" }],
      steps: [{ value: failures, color: "red" }],
      ...half,
    },
  ];
}
