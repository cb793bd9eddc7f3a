import type { ScrapeJob } from "../../catalogue/job.ts";
import type { Metric } from "../../catalogue/metric.ts";

/** A value for one series, or for one observation. */
export interface Sample {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A sample whose labels are the metric's own. */
export const sample = <L extends string>(metric: Metric<L>, value: number, labels: Record<L, string>): Sample => ({
  metric,
  labels,
  value,
});

/** What a step of simulated time does to the page. */
export interface Effects {
  /** All series of all gauges; series left out since the last step vanish. */
  readonly gauges: readonly Sample[];
  readonly increases: readonly Sample[];
  readonly observations: readonly Sample[];
}

export type Check = "pass" | "fail";

/** A state of affairs to play. */
export interface Scenario<Conditions = unknown> {
  readonly description: string;
  /** The alerts that it makes fire, and no others. */
  readonly alerts: readonly string[];
  /** Names of the jobs whose pages do not answer, or are not pushed; none by default. */
  readonly silent?: readonly string[];
  /** What the model makes of it. */
  readonly conditions: Conditions;
}

/** The metrics of a job, served as its targets would, or pushed as the job would. */
export interface SimulatedPage {
  readonly job: ScrapeJob;
  /** The port that the page usually has; one that is pushed has none. */
  readonly port?: number;
  /** Whether /health answers on the port, too. */
  readonly health?: true;
  /**
   * Gauges and counters are there only while the model names them; counters do not start at 0 with the labels that the
   * catalogue knows. So it is with systems that show what runs, and drop it when it ends.
   */
  readonly bare?: true;
}

/** Every simulation begins here and can be brought back to it. */
export const startScenario = "healthy";

/** How an application behaves: pure, and free of clocks and servers. */
export interface Model<State, Conditions> {
  readonly pipeline: string;
  readonly pages: readonly SimulatedPage[];
  readonly scenarios: Readonly<Record<string, Scenario<Conditions>>> & {
    readonly [startScenario]: Scenario<Conditions>;
  };
  readonly start: State;
  readonly advance: (
    state: State,
    scenario: Scenario<Conditions>,
    seconds: number,
  ) => { readonly state: State; readonly effects: Effects };
  /** What /health reports; nothing where no page has it. */
  readonly checks?: (conditions: Conditions) => Readonly<Record<string, Check>>;
}

/** A model that keeps its own state, whatever that is made of; `scenario` must be one of its names. */
export interface Simulation {
  readonly pipeline: string;
  readonly pages: readonly SimulatedPage[];
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly advance: (scenario: string, seconds: number) => Effects;
  readonly checks: (scenario: string) => Readonly<Record<string, Check>>;
}

/** Starts a model from its beginning. */
export function simulate<State, Conditions>(model: Model<State, Conditions>): Simulation {
  const scenarios = new Map(Object.entries(model.scenarios));
  const named = (name: string): Scenario<Conditions> => {
    const scenario = scenarios.get(name);
    if (scenario === undefined) throw new Error(`${model.pipeline} has no scenario ${name}`);
    return scenario;
  };
  let state = model.start;
  return {
    pipeline: model.pipeline,
    pages: model.pages,
    scenarios,
    advance: (name, seconds) => {
      const step = model.advance(state, named(name), seconds);
      state = step.state;
      return step.effects;
    },
    checks: (name) => model.checks?.(named(name).conditions) ?? {},
  };
}
