import { bronze } from "../../../catalogue/k2-bronze.ts";
import { gold } from "../../../catalogue/k2-gold.ts";
import { endToEndSlaSeconds, exchange, layers } from "../../../catalogue/k2-layer.ts";
import { silver } from "../../../catalogue/k2-silver.ts";
import { streamingJobs } from "../../../catalogue/k2-streaming.ts";
import { closed, gauge } from "../../../catalogue/metric.ts";
import {
  gaugeOf,
  greater,
  greaterBool,
  lastOverTime,
  max,
  or,
  subtract,
  time,
} from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { constant, rising } from "../../fixture.ts";
import type { Recording } from "../../recording.ts";

/** For how long a query that has vanished counts as late: as far as the slower of the burn alerts looks back. */
const remembered = "6h";

const perQuery = ["layer", "exchange"] as const;

export const endToEndLatency = gauge({
  name: "layer_exchange:k2_end_to_end_latency_seconds:max",
  help: "How late a layer is with the data of an exchange: its last batch, or the time since its query told of anything.",
  unit: "seconds",
  labels: { layer: closed(...layers), exchange },
});

export const late = gauge({
  name: "exchange:k2_end_to_end_late:bool",
  help: "1 while a layer is later with an exchange's data than the SLA allows, 0 while none is.",
  labels: { exchange },
});

/** The latency of the last batch says nothing of a query that stands still, or whose process is gone. */
function lateness({ endToEndLatency: latency, lastProgress }: typeof bronze | typeof silver | typeof gold): Expression {
  const ofBatch = max(gaugeOf(latency), perQuery);
  const sinceProgress = subtract(time, max(lastOverTime(gaugeOf(lastProgress), remembered), perQuery));
  return or(greater(ofBatch, sinceProgress), sinceProgress);
}

const series = (layer: string) => ({ job: `k2-${layer}`, layer, exchange: "kraken" });

export const latencies: readonly Recording[] = [
  {
    metric: endToEndLatency,
    jobs: streamingJobs,
    expression: () => [bronze, silver, gold].map(lateness).reduce((all, one) => or(all, one)),
    proof: () => ({
      given: [
        constant(bronze.endToEndLatency, series("bronze"), 12),
        rising(bronze.lastProgress, series("bronze"), 0, 1),
        // Its last sign of life was at 0, fifteen minutes before the end.
        constant(silver.endToEndLatency, series("silver"), 20),
        constant(silver.lastProgress, series("silver"), 0),
      ],
      expected: 900,
    }),
  },
  {
    metric: late,
    jobs: streamingJobs,
    expression: () => greaterBool(max(gaugeOf(endToEndLatency), ["exchange"]), endToEndSlaSeconds),
    proof: () => ({
      given: [
        constant(endToEndLatency, { layer: "bronze", exchange: "kraken" }, endToEndSlaSeconds - 1),
        constant(endToEndLatency, { layer: "gold", exchange: "binance" }, endToEndSlaSeconds + 1),
      ],
      expected: 1,
    }),
  },
];
