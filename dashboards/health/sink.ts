import { recordsWritten, validRecords, writeFailures } from "../../catalogue/health-application.ts";
import { counterOf, increase, rate, sum } from "../../catalogue/promql/build.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { icebergWriteFailures, icebergWritesStalled } from "../../rules/alerts/health/sink.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

/** What reaches Iceberg. */
export function sinkPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const writes = tuning(icebergWriteFailures);
  const written = tuning(icebergWritesStalled);
  return [
    {
      id: 17,
      key: "write-failures",
      title: "Iceberg Write Failures",
      description: `Writes and commits to Iceberg that failed within ${writes.window}. Good: 0. Above ${formatValue(writes.numbers.threshold, "events")} IcebergWriteFailures fires.`,
      section: "Iceberg",
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
