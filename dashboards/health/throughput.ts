import { operatorRecordsIn } from "../../catalogue/flink-taskmanager.ts";
import { consumptionLatency } from "../../catalogue/health-application.ts";
import { counterOf, gaugeOf, quantile, rate, sum } from "../../catalogue/promql/build.ts";
import {
  consumedRate,
  highConsumptionLatency,
  highKafkaLag,
  latencyQuantile,
  lowThroughput,
  noRecordsConsumed,
} from "../../rules/alerts/health/flow.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { kafkaLag } from "../../rules/recording/health.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { third, type Unplaced } from "../layout.ts";

/** What comes from Kafka, and what waits there. */
export function throughputPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const throughput = tuning(lowThroughput);
  const silence = tuning(noRecordsConsumed).numbers.threshold;
  const lag = tuning(highKafkaLag).numbers.threshold;
  const latency = tuning(highConsumptionLatency);
  return [
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
    {
      id: 8,
      key: "lag",
      title: "Lag trend over time",
      description: `Records that wait in Kafka for each source. Good: near zero, or falling. Above ${formatValue(lag, "records")} HighKafkaLag fires.`,
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: gaugeOf(kafkaLag), legend: "{{operator_name}}" }],
      steps: [{ value: lag, color: "red" }],
      ...third,
    },
    {
      id: 9,
      key: "consumption-latency",
      title: "Kafka consumption latency",
      description: `Time that ${formatValue(latencyQuantile, "ratio")} of the records waited less than in Kafka: the lag, in seconds. Good: seconds. Above ${formatValue(latency.numbers.threshold, "seconds")} HighConsumptionLatency fires.`,
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expression: quantile(latencyQuantile, consumptionLatency, latency.window, { where: here }),
          legend: `P${latencyQuantile * 100}`,
        },
      ],
      steps: [{ value: latency.numbers.threshold, color: "red" }],
      ...third,
    },
  ];
}
