import {
  add,
  equals,
  gaugeOf,
  greater,
  max,
  min,
  multiply,
  or,
  unless,
  unlessOn,
} from "../../../catalogue/promql/build.ts";
import type { Expression } from "../../../catalogue/promql/expression.ts";
import { alertsSeries } from "../../../catalogue/synthetic.ts";
import { dagsterJob } from "../../../catalogue/trade-dagster.ts";
import {
  checkSuccess,
  dataObservabilityJob,
  freshnessExpected,
  lastUpdate,
} from "../../../catalogue/trade-observability.ts";
import { type Alert, alert, type Severity, type TunableNumber } from "../../alert.ts";
import { justAbove, justBelow } from "../../fixture.ts";
import { dataFreshness } from "../../recording/trade-observability.ts";
import type { Place } from "../../relations.ts";
import { formatValue, valueTemplate } from "../../units.ts";
import { agoOfTable, dataQuality, type Layer, layers, ofTable, perTable, tableName } from "./data-series.ts";

const day = 86_400;

const ages = (layer?: Layer) => gaugeOf(dataFreshness, layer === undefined ? {} : { layer });

// What stands on the right of a comparison is matched by table and layer, and need not select a layer itself.

/** What the observer expects of its tables. */
const expected = max(gaugeOf(freshnessExpected), perTable);

/** The same limit for each table, or each of a layer. */
const ofEach = (seconds: number, layer?: Layer) => add(multiply(ages(layer), 0), seconds);

/** Without tables that could not be looked at: their age grows although nobody knows it. DataCheckFailing tells of them. */
const lookedAt = (late: Expression): Expression =>
  unless(late, equals(min(gaugeOf(checkSuccess, { check: "freshness" }), perTable), 0));

const limit = (seconds: number, source: string): TunableNumber => ({
  default: seconds,
  unit: "seconds",
  min: 1,
  max: 31 * day,
  source,
});

/** What fills the tables, last of all. */
const tables: Place = { jobs: [dagsterJob] };

const check = { check: "freshness" };
/** What another check says of a table tells nothing of its age. */
const otherCheckFails = (layer: Layer) => ofTable(checkSuccess, layer, 0, { check: "schema" });

interface Violation {
  readonly name: string;
  readonly layer: Layer;
  readonly severity: Severity;
  readonly for: string;
  readonly seconds: number;
  readonly summary: string;
}

const violation = ({ layer, seconds, ...rest }: Violation) =>
  alert({
    ...rest,
    component: "freshness",
    jobs: [dataObservabilityJob],
    service: dataQuality,
    numbers: { threshold: limit(seconds, "trade.md, 4.1; a table's own data_freshness_expected_seconds comes first") },
    panel: `trade-data-quality/freshness-${layer}`,
    relations: { starvesAt: tables },
    description: ({ numbers }) =>
      `${tableName} has had no new data for ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}, or what is expected of the table).`,
    expression: ({ numbers }) => lookedAt(greater(ages(layer), or(expected, ofEach(numbers.threshold)))),
    proof: ({ numbers: { threshold } }) => {
      const old = (seconds: number) => agoOfTable(lastUpdate, layer, seconds);
      const other = layers.find((candidate) => candidate !== layer) ?? layer;
      return {
        fires: [old(justAbove(threshold)), ofTable(checkSuccess, layer, 1, check), otherCheckFails(layer)],
        quiet: {
          "just below the threshold": [old(justBelow(threshold))],
          "the table may be older than its layer": [
            old(justAbove(threshold)),
            ofTable(freshnessExpected, layer, 2 * threshold),
          ],
          "the table could not be looked at": [old(2 * threshold), ofTable(checkSuccess, layer, 0, check)],
          "another layer's table is old": [agoOfTable(lastUpdate, other, 2 * threshold)],
        },
        whenAbsent: "quiet",
      };
    },
  });

export const bronzeFreshness = violation({
  name: "BronzeFreshnessViolation",
  layer: "bronze",
  severity: "warning",
  for: "2m",
  seconds: 120,
  summary: "A bronze table breaks its freshness SLA",
});

export const silverFreshness = violation({
  name: "SilverFreshnessViolation",
  layer: "silver",
  severity: "warning",
  for: "5m",
  seconds: 600,
  summary: "A silver table breaks its freshness SLA",
});

export const goldFreshness = violation({
  name: "GoldFreshnessViolation",
  layer: "gold",
  severity: "warning",
  for: "15m",
  seconds: 7200,
  summary: "A gold table breaks its freshness SLA",
});

const violations = [bronzeFreshness, silverFreshness, goldFreshness];

/** The share of what is expected of a table at which it is said to come near. */
const ofExpected = (share: number, unit: "ratio" | "times", source: string): TunableNumber => ({
  default: share,
  unit,
  min: 0.01,
  max: 1000,
  source,
});

export const freshnessCritical = alert({
  name: "FreshnessCriticalFailure",
  component: "freshness",
  jobs: [dataObservabilityJob],
  service: dataQuality,
  severity: "critical",
  for: "5m",
  numbers: {
    threshold: limit(900, "trade.md, 4.1 and 6.1"),
    ofExpected: ofExpected(
      7.5,
      "times",
      "900 s of the 120 s that bronze may be old, for tables with an age of their own",
    ),
  },
  panel: "trade-data-quality/freshness-bronze",
  relations: { hides: [{ alerts: [bronzeFreshness.name], same: perTable }], starvesAt: tables },
  summary: "A bronze table has stopped receiving data",
  description: ({ numbers }) =>
    `${tableName} has had no new data for ${valueTemplate("seconds")} (threshold ${formatValue(numbers.threshold, "seconds")}, or ${formatValue(numbers.ofExpected, "times")} what is expected of the table). The pipeline may stand still.`,
  expression: ({ numbers }) =>
    lookedAt(greater(ages("bronze"), or(multiply(expected, numbers.ofExpected), ofEach(numbers.threshold)))),
  proof: ({ numbers }) => {
    const old = (seconds: number) => agoOfTable(lastUpdate, "bronze", seconds);
    const own = numbers.threshold / 100;
    return {
      fires: [old(justAbove(numbers.threshold)), otherCheckFails("bronze")],
      quiet: {
        "just below the threshold": [old(justBelow(numbers.threshold))],
        "another layer's table is old": [agoOfTable(lastUpdate, "silver", 2 * numbers.threshold)],
        "just below what is expected": [
          old(justBelow(own * numbers.ofExpected)),
          ofTable(freshnessExpected, "bronze", own),
        ],
        "the table could not be looked at": [
          old(justAbove(numbers.threshold)),
          ofTable(checkSuccess, "bronze", 0, check),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

/** What a layer's tables may age before they come near; silver's share is another than that of the other two. */
const near = (layer: Layer, seconds: number) =>
  limit(seconds, `trade.md, 6.2: for ${layer} tables without data_freshness_expected_seconds`);

export const freshnessApproaching = alert({
  name: "FreshnessSLAApproaching",
  component: "freshness",
  jobs: [dataObservabilityJob],
  service: dataQuality,
  severity: "warning",
  // Bronze crosses from its 90 s to its 120 s in 30 s: with the document's 1m it would come after the breach.
  for: "15s",
  numbers: {
    bronze: near("bronze", 90),
    silver: near("silver", 480),
    gold: near("gold", 5400),
    ofExpected: ofExpected(
      0.95,
      "ratio",
      "a daily table that may be 26 h old is 24 h old each day: three quarters, as for bronze, would always warn of it",
    ),
  },
  panel: "trade-data-quality/freshness-sla",
  relations: { starvesAt: tables },
  summary: "A table comes near its freshness SLA",
  description: () => `${tableName} has had no new data for ${valueTemplate("seconds")}; a breach of its SLA is near.`,
  // Without upper bound, until the breach is told: between the two there must be no silence.
  expression: ({ numbers }) => {
    const ofLayers = or(
      or(ofEach(numbers.bronze, "bronze"), ofEach(numbers.silver, "silver")),
      ofEach(numbers.gold, "gold"),
    );
    const told = gaugeOf(alertsSeries, {
      pipeline: dataObservabilityJob.labels.pipeline,
      alertname: { matches: violations.map(({ name }) => name).join("|") },
      alertstate: "firing",
    });
    const late = greater(ages(), or(multiply(expected, numbers.ofExpected), ofLayers));
    return unlessOn(lookedAt(late), perTable, told);
  },
  proof: ({ numbers }) => {
    const old = (layer: Layer, seconds: number) => agoOfTable(lastUpdate, layer, seconds);
    const violated = (state: "pending" | "firing", pipeline = dataObservabilityJob.labels.pipeline) =>
      ofTable(alertsSeries, "silver", 1, { pipeline, alertname: silverFreshness.name, alertstate: state });
    return {
      fires: [
        old("silver", justAbove(numbers.silver)),
        old("gold", justBelow(numbers.gold)),
        otherCheckFails("silver"),
        violated("pending"),
        violated("firing", "other"),
      ],
      quiet: {
        "just below each layer's": layers.map((layer) => old(layer, justBelow(numbers[layer]))),
        "a layer without a limit": [agoOfTable(lastUpdate, "gold", 2 * numbers.gold, { layer: "archive" })],
        "its breach is told": [old("silver", 2 * numbers.silver), violated("firing")],
        "just below what is expected": [
          old("bronze", justBelow(10 * numbers.bronze * numbers.ofExpected)),
          ofTable(freshnessExpected, "bronze", 10 * numbers.bronze),
        ],
        "the table could not be looked at": [
          old("bronze", justAbove(numbers.bronze)),
          ofTable(checkSuccess, "bronze", 0, check),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

/** Those that read ALERTS come after those that they read. */
export const freshnessAlerts: readonly Alert[] = [...violations, freshnessCritical, freshnessApproaching];
