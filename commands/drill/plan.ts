import { simulations } from "../../exporters/simulator/simulations.ts";
import { pipelines } from "../../pipelines.ts";
import type { Severity } from "../../rules/alert.ts";
import { type AlertingRule, pipelineRules } from "../../rules/rule-files.ts";
import { durationSeconds } from "../../settings/duration.ts";
import type { Settings } from "../../settings/settings.ts";

/** Seconds from the start of a drill until each step must be over. */
export interface Allowed {
  /** Prometheus sees the condition: a scrape, the window, an evaluation. */
  readonly pending: number;
  /** The condition has held for the alert's `for`. */
  readonly firing: number;
  /** Alertmanager has it: Prometheus sends after an evaluation. */
  readonly received: number;
  /** The receiver has it: after the route's wait for others of the group. */
  readonly delivered: number;
}

/** An alert that is to happen. */
export interface Drill {
  readonly pipeline: string;
  readonly rule: AlertingRule;
  /** What the simulator plays; without one the alert itself is posted to Alertmanager. */
  readonly scenario?: { readonly simulation: string; readonly name: string };
  readonly allowed: Allowed;
}

/** For a mail server and the programs between, which take what they take. */
const handling = 10;

/** Which alerts to drill: one by its name, or all of a severity. */
export type Choice = { readonly alert: string } | { readonly severity: Severity };

/**
 * The drills of a stack, in the order of its pipelines.
 * @throws Error where the choice is of no alert of the stack; it names those that are
 */
export function planDrills(settings: Settings, choice: Choice): readonly Drill[] {
  const all = pipelineRules(settings).flatMap(({ pipeline, alerts }) =>
    alerts.map((rule) => ({ pipeline, rule, path: `${pipeline}/${rule.alert}` })),
  );
  const chosen = all.filter(({ rule, path }) =>
    "alert" in choice ? path === choice.alert : rule.labels["severity"] === choice.severity,
  );
  if (chosen.length === 0) {
    throw new Error(`There is no alert ${Object.values(choice)[0]}, only ${all.map(({ path }) => path).join(", ")}.`);
  }
  return chosen.map(({ pipeline, rule }) => {
    const scenario = settings.simulator.enabled ? scenarioOf(pipeline, rule.alert) : undefined;
    return {
      pipeline,
      rule,
      ...(scenario === undefined ? {} : { scenario }),
      allowed: allowedFor(pipeline, rule, settings),
    };
  });
}

/** The scenario that sets an alert off with the fewest others. */
function scenarioOf(pipeline: string, alert: string): Drill["scenario"] {
  const owner = (simulation: string): string | undefined =>
    pipelines
      .map(({ catalogue }) => catalogue.name)
      .filter((name) => `${simulation}-`.startsWith(`${name}-`))
      .toSorted((one, other) => other.length - one.length)[0];
  const [fewest] = simulations()
    .filter((simulation) => owner(simulation.pipeline) === pipeline)
    .flatMap(({ pipeline: simulation, scenarios }) =>
      [...scenarios].map(([name, { alerts }]) => ({ simulation, name, alerts })),
    )
    .filter(({ alerts }) => alerts.includes(alert))
    .toSorted((one, other) => one.alerts.length - other.alerts.length);
  return fewest === undefined ? undefined : { simulation: fewest.simulation, name: fewest.name };
}

function allowedFor(pipeline: string, rule: AlertingRule, settings: Settings): Allowed {
  const { prometheus, alertmanager } = settings;
  const seconds = (duration: string): number => durationSeconds(duration) ?? 0;
  const declared = pipelines
    .find(({ catalogue }) => catalogue.name === pipeline)
    ?.alerts.alerts.find(({ name }) => name === rule.alert);
  const window = declared === undefined ? "" : settings.tuning(pipeline, declared).window;
  const evaluation = seconds(prometheus.evaluationInterval);
  const pending = seconds(prometheus.scrapeInterval) + seconds(window) + evaluation;
  const firing = pending + seconds(rule.for) + evaluation;
  const received = firing + evaluation;
  const route = alertmanager.routes[rule.labels["severity"] as Severity];
  return {
    pending,
    firing,
    received,
    delivered: received + seconds(route?.groupWait ?? alertmanager.groupWait) + handling,
  };
}
