import {
  checkpointsCompleted,
  checkpointsFailed,
  checkpointsInProgress,
  lastCheckpointSize,
} from "../../catalogue/flink.ts";
import { counterOf, gaugeOf, greater, increase, max, minOverTime, sum } from "../../catalogue/promql/build.ts";
import {
  checkpointFailures,
  checkpointsStalled,
  highCheckpointDuration,
} from "../../rules/alerts/health/checkpoints.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { checkpointDuration } from "../../rules/recording/health.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

const perJob = ["job_name"] as const;

/** Checkpoints, with which records are committed. */
export function checkpointPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const duration = tuning(highCheckpointDuration);
  const failures = tuning(checkpointFailures);
  const stalled = tuning(checkpointsStalled).window;
  return [
    {
      id: 14,
      key: "checkpoint-duration",
      title: "Checkpoint duration",
      description: `How long the last completed checkpoint took, and the shortest within ${duration.window}. Good: well below the interval. With the shortest above ${formatValue(duration.numbers.threshold, "seconds")} HighCheckpointDuration fires.`,
      section: "Checkpoint Health",
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: gaugeOf(checkpointDuration), legend: "{{job_name}} last" },
        { expression: minOverTime(gaugeOf(checkpointDuration), duration.window), legend: "{{job_name}} shortest" },
      ],
      steps: [{ value: duration.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 15,
      key: "checkpoint-failures",
      title: "Checkpoint failures",
      description: `Checkpoints that failed within ${failures.window}. Good: 0. Above ${formatValue(failures.numbers.threshold, "events")} CheckpointFailures fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(checkpointsFailed, here), failures.window), perJob),
          legend: "{{job_name}}",
        },
      ],
      steps: [{ value: failures.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 25,
      key: "checkpoint-size",
      title: "Checkpoint size",
      description:
        "What each job's last completed checkpoint stored; only the changes, where checkpoints are incremental. Good: level. One that grows takes longer each time, and so does a restart.",
      kind: "timeseries",
      unit: "bytes",
      queries: [
        // -1 before the first.
        { expression: max(greater(gaugeOf(lastCheckpointSize, here), -1), perJob), legend: "{{job_name}}" },
      ],
      ...half,
    },
    {
      id: 16,
      key: "checkpoints-completed",
      title: "Checkpoints Completed",
      description: `Checkpoints that completed within ${stalled}, and how many are under way. Good: steady, and now and then one under way. At 0 completed CheckpointsStalled fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expression: sum(increase(counterOf(checkpointsCompleted, here), stalled), perJob),
          legend: "{{job_name}} completed",
        },
        { expression: max(gaugeOf(checkpointsInProgress, here), perJob), legend: "{{job_name}} under way" },
      ],
      ...half,
    },
  ];
}
