import {
  abs,
  add,
  avg,
  counterOf,
  divide,
  gaugeOf,
  greaterBool,
  increase,
  max,
  multiply,
  or,
  relabel,
  subtract,
  sum,
} from "../../catalogue/promql/build.ts";
import type { Expression } from "../../catalogue/promql/expression.ts";
import {
  freshnessExpected,
  nullRatio,
  rowCountExpected,
  schemaChanges,
  zScore,
} from "../../catalogue/trade-observability.ts";
import { type Layer, layers, perTable } from "../../rules/alerts/trade/data-series.ts";
import { distributionAnomaly, highNulls } from "../../rules/alerts/trade/distribution.ts";
import { bronzeFreshness, goldFreshness, silverFreshness } from "../../rules/alerts/trade/freshness.ts";
import { columnDropped } from "../../rules/alerts/trade/schema.ts";
import { volumeAnomaly } from "../../rules/alerts/trade/volume.ts";
import { dataFreshness, volumeDeviation } from "../../rules/recording/trade-observability.ts";
import type { PanelContext } from "../definition.ts";

/** Labels by which a panel picks tables. */
type Picked = Parameters<typeof gaugeOf<"table" | "layer">>[1];

/** The alerts on a layer's age. */
export const violations = { bronze: bronzeFreshness, silver: silverFreshness, gold: goldFreshness };

/** Ages as a share of what each table may age: what is expected of it, else what its layer may. */
export function shareOfSla({ tuning }: PanelContext, where: Picked = {}): Expression {
  const expected = max(gaugeOf(freshnessExpected, where), perTable);
  const ages = (layer: Layer) => gaugeOf(dataFreshness, { ...where, layer });
  const ofLayers = layers
    .map((layer) => add(multiply(ages(layer), 0), tuning(violations[layer]).numbers.threshold))
    .reduce((all, one) => or(all, one));
  return divide(gaugeOf(dataFreshness, where), or(expected, ofLayers));
}

/** What is expected of a table. */
export const expectations = ["Freshness", "Volume", "Schema", "Distribution", "Nulls"] as const;
type Expectation = (typeof expectations)[number];

/** Of each table 1 where it does not hold, else 0; by the numbers of the alerts on it. */
export function failed(expectation: Expectation, context: PanelContext, where: Picked): Expression {
  const { tuning } = context;
  switch (expectation) {
    case "Freshness":
      return greaterBool(shareOfSla(context, where), 1);
    case "Volume": {
      const { threshold, minimumRows } = tuning(volumeAnomaly).numbers;
      // Of few rows a handful is a high share, as for the alert.
      return multiply(
        greaterBool(abs(gaugeOf(volumeDeviation, where)), threshold),
        greaterBool(max(gaugeOf(rowCountExpected, where), perTable), minimumRows),
      );
    }
    case "Schema":
      return greaterBool(sum(increase(counterOf(schemaChanges, where), tuning(columnDropped).window), perTable), 0);
    case "Distribution":
      return greaterBool(max(abs(gaugeOf(zScore, where)), perTable), tuning(distributionAnomaly).numbers.threshold);
    case "Nulls":
      return greaterBool(max(gaugeOf(nullRatio, where), perTable), tuning(highNulls).numbers.threshold);
    default:
      return expectation satisfies never;
  }
}

/** One expression per expectation, told apart by its name. */
const byName = (of: (expectation: Expectation) => Expression): Expression =>
  expectations
    .map((name) => relabel(of(name), "expectation", "expectation", "", name))
    .reduce((all, one) => or(all, one));

/** Share of the tables that meet each expectation, by the name of it. */
export const met = (context: PanelContext, where: Picked): Expression =>
  byName((name) => subtract(1, avg(failed(name, context, where))));

/** How many expectations each table fails. */
export const failures = (context: PanelContext, where: Picked): Expression =>
  sum(
    byName((name) => failed(name, context, where)),
    perTable,
  );
