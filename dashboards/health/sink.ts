import { checkpointsCompleted, checkpointsFailed, checkpointsInProgress } from "../../catalogue/flink.ts";
import { recordsWritten, validRecords, writeFailures } from "../../catalogue/health-application.ts";
import { counterOf, gaugeOf, increase, max, minOverTime, rate, sum } from "../../catalogue/promql/build.ts";
import {
  checkpointFailures,
  checkpointsStalled,
  highCheckpointDuration,
} from "../../rules/alerts/health/checkpoints.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { icebergWriteFailures, icebergWritesStalled } from "../../rules/alerts/health/sink.ts";
import { checkpointDuration } from "../../rules/recording/health.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, third, type Unplaced } from "../layout.ts";

const perJob = ["job_name"] as const;

/** Checkpoints, and what they commit to Iceberg. */
export function sinkPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const duration = tuning(highCheckpointDuration);
  const failures = tuning(checkpointFailures);
  const stalled = tuning(checkpointsStalled).window;
  const writes = tuning(icebergWriteFailures);
  const written = tuning(icebergWritesStalled);
  return [
    {
      id: 14,
      key: "checkpoint-duration",
      title: "Checkpoint duration",
      description: `How long the last completed checkpoint took, and the shortest within ${duration.window}. Good: well below the interval. With the shortest above ${formatValue(duration.numbers.threshold, "seconds")} HighCheckpointDuration fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        { expression: gaugeOf(checkpointDuration), legend: "{{job_name}} last" },
        { expression: minOverTime(gaugeOf(checkpointDuration), duration.window), legend: "{{job_name}} shortest" },
      ],
      steps: [{ value: duration.numbers.threshold, color: "red" }],
      ...third,
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
      ...third,
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
      ...third,
    },
    {
      id: 17,
      key: "write-failures",
      title: "Iceberg Write Failures",
      description: `Writes and commits to Iceberg that failed within ${writes.window}. Good: 0. Above ${formatValue(writes.numbers.threshold, "events")} IcebergWriteFailures fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: sum(increase(counterOf(writeFailures, here), writes.window)), legend: "failures" }],
      steps: [{ value: writes.numbers.threshold, color: "red" }],
      ...half,
    },
    {
      id: 18,
      key: "records-written",
      title: "Records Written to Iceberg",
      description: `Records per second that pass validation, and that are committed; over ${written.window}, since commits come with checkpoints. Good: alike. With nothing committed, and more than ${formatValue(written.numbers.minimumRate, "recordsPerSecond")} valid, IcebergWritesStalled fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        { expression: sum(rate(counterOf(validRecords), written.window)), legend: "valid" },
        { expression: sum(rate(counterOf(recordsWritten, here), written.window)), legend: "written" },
      ],
      ...half,
    },
  ];
}
