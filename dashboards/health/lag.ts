import { consumerGroupLag, consumerGroupLagSeconds } from "../../catalogue/kafka-lag.ts";
import { and, gaugeOf, max, topk } from "../../catalogue/promql/build.ts";
import { highKafkaLag } from "../../rules/alerts/health/flow.ts";
import { here } from "../../rules/alerts/health/series.ts";
import { kafkaLag } from "../../rules/recording/health.ts";
import { formatValue } from "../../rules/units.ts";
import type { PanelContext } from "../definition.ts";
import { half, type Unplaced } from "../layout.ts";

const perPartition = ["consumergroup", "topic", "partition"] as const;
/** More rows nobody reads. */
const rows = 50;

/** What waits in Kafka. */
export function lagPanels({ tuning }: PanelContext): readonly Unplaced[] {
  const lag = tuning(highKafkaLag).numbers.threshold;
  const records = topk(rows, max(gaugeOf(consumerGroupLag, here), perPartition));
  return [
    {
      id: 8,
      key: "lag",
      title: "Lag trend over time",
      description: `Records that wait in Kafka for each source. Good: near zero, or falling. Above ${formatValue(lag, "records")} HighKafkaLag fires.`,
      section: "Kafka Consumer Lag",
      kind: "timeseries",
      unit: "short",
      queries: [{ expression: gaugeOf(kafkaLag), legend: "{{operator_name}}" }],
      steps: [{ value: lag, color: "red" }],
      ...half,
    },
    {
      id: 22,
      key: "lag-by-partition",
      title: "Current lag by partition",
      description: `Records that wait in each partition behind the offset that the job committed with its last checkpoint, and how long the oldest has; the ${rows} partitions with the most. Good: alike, and no more than comes between two checkpoints. One that stands out has a stuck reader or too many of the keys. From the exporter of stack config's kafkaLag, or the job flink-health-kafka-lag.`,
      kind: "table",
      unit: "short",
      queries: [
        { expression: records, legend: "{{topic}} {{partition}}" },
        {
          expression: and(max(gaugeOf(consumerGroupLagSeconds, here), perPartition), records),
          legend: "{{topic}} {{partition}}",
        },
      ],
      columns: [
        { title: "Topic", from: { label: "topic" } },
        { title: "Partition", from: { label: "partition" } },
        { title: "Group", from: { label: "consumergroup" } },
        {
          title: "Records",
          from: { query: 0 },
          unit: "short",
          decimals: 0,
          steps: [
            { value: 0, color: "green" },
            { value: lag, color: "red" },
          ],
        },
        { title: "Oldest", from: { query: 1 }, unit: "s", decimals: 0 },
      ],
      ...half,
    },
  ];
}
