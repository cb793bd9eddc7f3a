import { operatorRecordsIn } from "../../catalogue/flink-taskmanager.ts";
import {
  and,
  andOn,
  counterOf,
  equals,
  gaugeOf,
  increase,
  max,
  min,
  multiply,
  or,
  rate,
  relabel,
  subtract,
  subtractEach,
  sum,
  time,
} from "../../catalogue/promql/build.ts";
import type { Expression } from "../../catalogue/promql/expression.ts";
import { ofTrade } from "../../catalogue/trade.ts";
import { runSuccesses } from "../../catalogue/trade-dagster.ts";
import { stageLastRun, stageStatus, stageStatuses } from "../../catalogue/trade-lineage.ts";
import type { Color } from "../definition.ts";

/** The pipelines that are picked at the top of the dashboard. */
export const ofPipeline = { pipeline_name: { matches: "$pipeline_name" } } as const;

/** The document's stages, in the order in which data flows. */
const order = ["ingest", "stream", "bronze", "silver", "gold", "serve"] as const;
const perStage = ["stage"] as const;
const perJob = ["stage", "dagster_job"] as const;
const hour = "1h";

const colors: readonly (readonly [status: number, color: Color])[] = [
  [stageStatuses.succeeded, "green"],
  [stageStatuses.failed, "red"],
  [stageStatuses.unknown, "gray"],
];

const status = (stage?: string): Expression =>
  min(gaugeOf(stageStatus, stage === undefined ? ofPipeline : { ...ofPipeline, stage }), perStage);

/** Gives an expression a label that it does not have. */
const labelled = (expression: Expression, label: string, value: string): Expression =>
  relabel(expression, label, label, "", value);

/** A node for each stage, in the colour of its status, with the seconds since its last run ended; 0 if there was none. */
export function stageNodes(): Expression {
  const ages = subtract(time, max(gaugeOf(stageLastRun, ofPipeline), perStage));
  const values = or(ages, multiply(status(), 0));
  const colored = colors
    .map(([value, color]) => labelled(and(values, equals(status(), value)), "color", color))
    .reduce((all, one) => or(all, one));
  return relabel(relabel(colored, "id", "stage"), "title", "stage");
}

/** What Flink's sources take in within an hour, at the pace of the last minutes. */
const records = multiply(
  sum(rate(counterOf(operatorRecordsIn, { ...ofTrade, operator_name: { matches: "Source:.*" } }), "5m")),
  3600,
);

/** Runs of the stage's Dagster job that succeeded within the last hour; 0 of a job that never did. */
function runs(stage: string): Expression {
  const none = multiply(max(gaugeOf(stageStatus, { ...ofPipeline, stage }), perJob), 0);
  const succeeded = sum(increase(counterOf(runSuccesses), hour), ["dagster_job"]);
  return max(or(subtractEach(succeeded, ["dagster_job"], none), none));
}

/** An edge into each stage from the one before, where there are both: an edge to nowhere breaks the drawing. */
export function stageEdges(): Expression {
  return order
    .slice(1)
    .map((target, index) => {
      const source = order[index] ?? target;
      const passed = target === "stream" ? records : runs(target);
      const edge = andOn(andOn(passed, [], status(source)), [], status(target));
      return labelled(labelled(labelled(edge, "id", `${source}-${target}`), "source", source), "target", target);
    })
    .reduce((all, one) => or(all, one));
}
