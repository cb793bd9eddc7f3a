import { consumerGroupLag, consumerGroupLagSeconds } from "../../catalogue/kafka-lag.ts";
import type { ApplicationConditions } from "./health-application.ts";
import type { FlinkConditions } from "./health-flink.ts";
import { sample } from "./model.ts";
import type { Behaviour } from "./table.ts";

const partitions = ["0", "1", "2", "3"] as const;

/** What the exporter of committed offsets shows: all that waits, alike in every partition. */
export function lagPage(
  conditions: Pick<FlinkConditions & ApplicationConditions, "pendingRecords" | "consumptionSeconds">,
): Behaviour {
  const { pendingRecords, consumptionSeconds } = conditions;
  return {
    gauges: partitions.flatMap((partition) => {
      const labels = { consumergroup: "flink-health-consumer", topic: "health-data-raw", partition };
      return [
        sample(consumerGroupLag, pendingRecords / partitions.length, labels),
        sample(consumerGroupLagSeconds, pendingRecords > 0 ? consumptionSeconds : 0, labels),
      ];
    }),
    perSecond: [],
    observed: [],
  };
}
