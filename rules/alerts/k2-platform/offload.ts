import {
  clickHouseJob,
  minioJob,
  offloadFailures,
  offloadJob,
  offloadLag,
  offloadSuccess,
  prefectJob,
} from "../../../catalogue/k2-platform.ts";
import { gaugeOf, greater, max, or, subtract, time } from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { alert } from "../../alert.ts";
import { constant, justAbove, justBelow, rising } from "../../fixture.ts";
import { tableOffloaded } from "../../recording/k2-platform.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { targetOf } from "./series.ts";

const bronze = { ...targetOf(offloadJob), table: "bronze_trades" };

/** Time since each table was last offloaded; also when the offload is gone since. */
export const sinceOffload = (): Expression => subtract(time, gaugeOf(tableOffloaded));

export const icebergOffloadLag = alert({
  name: "IcebergOffloadLag",
  component: "offload",
  jobs: [offloadJob],
  severity: "warning",
  // The document gives none; a run that is about to end may still bring it down.
  for: "5m",
  numbers: {
    threshold: {
      default: 1800,
      unit: "seconds",
      min: 60,
      max: 604_800,
      source: "k2-platform.md, Alert Rules: 30 minutes",
    },
  },
  panel: "k2-pipeline/offload-lag",
  relations: { failsWith: [clickHouseJob, prefectJob, minioJob] },
  summary: "Iceberg is behind",
  description: ({ numbers }) =>
    `{{ $labels.table }} has not been offloaded to Iceberg for ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}).`,
  // The offload's own gauge freezes when it dies; the time of its last success grows old by itself.
  expression: ({ numbers }) =>
    or(greater(max(gaugeOf(offloadLag), ["table"]), numbers.threshold), greater(sinceOffload(), numbers.threshold)),
  proof: ({ numbers: { threshold } }) => {
    const offload = (lag: number, sinceSuccess: number) => [
      constant(offloadLag, bronze, lag),
      rising(offloadSuccess, bronze, -sinceSuccess, 1),
    ];
    return {
      fires: [
        constant(offloadLag, bronze, justBelow(threshold)),
        // A test's clock starts at 0.
        constant(offloadSuccess, bronze, -justAbove(threshold)),
      ],
      alsoFires: { "it works, and lags": { series: offload(justAbove(threshold), 0) } },
      quiet: { "just below the threshold": offload(justBelow(threshold), justBelow(threshold)) },
      whenAbsent: "quiet",
    };
  },
});

export const icebergOffloadFailure = alert({
  name: "IcebergOffloadFailure",
  component: "offload",
  jobs: [offloadJob],
  severity: "critical",
  // The number is only set when a run ends, so it needs no time to settle.
  for: "1m",
  numbers: {
    threshold: {
      default: 2,
      unit: "events",
      min: 0,
      max: 1000,
      source: "k2-platform.md, Alert Rules: more than 2, so the third failed run",
    },
  },
  panel: "k2-pipeline/offload-failures",
  relations: {
    hides: [{ alerts: ["IcebergOffloadLag"], same: ["table"] }],
    failsWith: [clickHouseJob, prefectJob, minioJob],
  },
  summary: "Iceberg offload keeps failing",
  description: ({ numbers }) =>
    `The last ${valueTemplate("events")} runs of the offload of {{ $labels.table }} have failed, one after the other (threshold ${formatValue(numbers.threshold, "events")}).`,
  expression: ({ numbers }) => greater(max(gaugeOf(offloadFailures), ["table"]), numbers.threshold),
  proof: ({ numbers: { threshold } }) => ({
    fires: [constant(offloadFailures, bronze, threshold + 1)],
    quiet: { "just as many as may fail": [constant(offloadFailures, bronze, threshold)] },
    whenAbsent: "quiet",
  }),
});
