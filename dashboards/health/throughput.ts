import { operatorRecordsIn } from "../../catalogue/flink-taskmanager.ts";
import { invalidRecords, validRecords } from "../../catalogue/health-application.ts";
import { counterOf, rate, sum } from "../../catalogue/promql/build.ts";
import { consumedRate, lowThroughput, noRecordsConsumed } from "../../rules/alerts/health/flow.ts";
import { highErrorRate, totalRate } from "../../rules/alerts/health/quality.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";

/** How much comes in, and how much of it is good. */
export function throughputPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const throughput = tuning(lowThroughput);
  const silence = tuning(noRecordsConsumed).numbers.threshold;
  const errors = tuning(highErrorRate);
  return [
    {
      id: 19,
      key: "valid-records",
      title: "Valid records/second",
      section: "Throughput",
      description:
        "Records per second that pass validation, of all types together. Good: nearly all that come from Kafka.",
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: totalRate(counterOf(validRecords), throughput.window), legend: "valid" }],
      ...third,
    },
    {
      id: 20,
      key: "invalid-records",
      title: "Invalid records/second",
      description: `Records per second that fail validation, of all types together. Good: near 0. They count as errors: with all kinds of these above ${formatValue(errors.numbers.threshold, "errorsPerSecond")} HighErrorRate fires.`,
      kind: "timeseries",
      unit: "cps",
      queries: [{ expression: totalRate(counterOf(invalidRecords), errors.window), legend: "invalid" }],
      steps: [{ value: errors.numbers.threshold, color: "red" }],
      ...third,
    },
    {
      id: 7,
      key: "throughput",
      title: "Total throughput",
      description: `Records per second from Kafka, and those that each operator took in. Good: as at this time of other days. Below ${formatValue(throughput.numbers.threshold, "recordsPerSecond")} with records waiting, LowThroughput fires; below ${formatValue(silence, "recordsPerSecond")} for long, NoRecordsConsumed.`,
      kind: "timeseries",
      unit: "cps",
      queries: [
        { expression: consumedRate(throughput.window), legend: "from Kafka" },
        {
          expression: sum(rate(counterOf(operatorRecordsIn, here), throughput.window), ["job_name", "operator_name"]),
          legend: "{{operator_name}}",
        },
      ],
      steps: [
        { value: silence, color: "red" },
        { value: throughput.numbers.threshold, color: "yellow" },
      ],
      ...third,
    },
  ];
}
