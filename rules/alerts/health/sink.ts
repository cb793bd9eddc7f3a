import { applicationJob } from "../../../catalogue/health.ts";
import { recordsWritten, validRecords, writeFailures } from "../../../catalogue/health-application.ts";
import { and, counterOf, equals, greater, increase, orZero, rate, sum } from "../../../catalogue/promql/build.ts";
import { durationSeconds } from "../../../settings/duration.ts";
import { alert } from "../../alert.ts";
import { growing, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { application, elsewhere, here } from "./series.ts";

export const icebergWriteFailures = alert({
  name: "IcebergWriteFailures",
  component: "iceberg",
  jobs: [applicationJob],
  severity: "critical",
  for: "1m",
  window: "5m",
  numbers: {
    threshold: { default: 5, unit: "events", min: 0, max: 1e6, source: "health.md, Alerting Rules" },
  },
  panel: "health-consumer/write-failures",
  summary: "Writes to Iceberg fail",
  description: ({ numbers, window }) =>
    `${valueTemplate("events")} writes or commits failed (threshold ${formatValue(numbers.threshold, "events")} within ${window}).`,
  expression: ({ numbers, window }) =>
    greater(sum(increase(counterOf(writeFailures, here), window)), numbers.threshold),
  proof: ({ numbers: { threshold }, window }) => {
    const failing = (within: number) => [growing(writeFailures, application, within / (durationSeconds(window) ?? 1))];
    return {
      fires: failing(justAbove(threshold)),
      quiet: { "just below the threshold": failing(justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const icebergWritesStalled = alert({
  name: "IcebergWritesStalled",
  component: "iceberg",
  jobs: [applicationJob],
  severity: "critical",
  // With the window: half an hour without a commit. A job that has just started has a quarter for its first.
  for: "15m",
  window: "15m",
  numbers: {
    minimumRate: {
      default: 0.1,
      unit: "recordsPerSecond",
      min: 0,
      max: 1e6,
      source: "ours: with next to no records there is nothing to commit",
    },
  },
  panel: "health-consumer/records-written",
  summary: "Nothing reaches the Iceberg table",
  description: ({ window }) =>
    `${valueTemplate("recordsPerSecond")} pass validation, but none has been committed to Iceberg for more than ${window}.`,
  // A sink that fails inside the JVM, or waits for a checkpoint, counts no failure: only what is missing in the table tells.
  expression: ({ numbers, window }) =>
    and(
      greater(sum(rate(counterOf(validRecords), window)), numbers.minimumRate),
      equals(orZero(sum(increase(counterOf(recordsWritten, here), window))), 0),
    ),
  proof: ({ numbers: { minimumRate }, window }) => {
    const flow = (valid: number, written: number) => [
      growing(validRecords, { ...application, data_type: "heartRate" }, valid),
      growing(recordsWritten, application, written),
    ];
    return {
      fires: [...flow(justAbove(minimumRate), 0), growing(recordsWritten, { ...application, ...elsewhere }, 1000)],
      quiet: {
        "a record is written in each window": flow(justAbove(minimumRate), 1 / (durationSeconds(window) ?? 1)),
        "too few records to commit": flow(justBelow(minimumRate), 0),
      },
      whenAbsent: "quiet",
    };
  },
});
