import type { Metric } from "../../catalogue/metric.ts";
import type { Effects, Model, Sample, Scenario, SimulatedPage, startScenario } from "./model.ts";

/** What an application's numbers do, in a table of rates and levels. */
export interface Behaviour {
  /** Gauges at their level. */
  readonly gauges: readonly Sample[];
  /** Counters, by their growth per second. */
  readonly perSecond: readonly Sample[];
  /** Histograms: the value that is observed, so many times per second. */
  readonly observed: readonly (Sample & { readonly perSecond: number })[];
}

/** When a behaviour is asked for. */
export interface Moment {
  /** Seconds since the scenario began. */
  readonly seconds: number;
  /** Unix time, in seconds. */
  readonly now: number;
}

/** A behaviour that depends on the time. */
export type Timed = (moment: Moment) => Behaviour;

/** Differences to another behaviour; samples of the same series take each other's place. */
export interface Change extends Partial<Behaviour> {
  /** Metrics of which nothing is left. */
  readonly without?: readonly Metric[];
}

/** A behaviour with some of its samples changed. */
export function change(base: Behaviour, { gauges, perSecond, observed, without = [] }: Change): Behaviour {
  const merge = <S extends Sample>(all: readonly S[], changed: readonly S[] = []): readonly S[] => {
    const changedKeys = new Set(changed.map(seriesKey));
    // Most metrics are not touched, and their keys need not be made: this runs at each tick.
    const touched = new Set(changed.map(({ metric }) => metric));
    return [
      ...all.filter(
        (sample) =>
          !without.includes(sample.metric) && !(touched.has(sample.metric) && changedKeys.has(seriesKey(sample))),
      ),
      ...changed,
    ];
  };
  return {
    gauges: merge(base.gauges, gauges),
    perSecond: merge(base.perSecond, perSecond),
    observed: merge(base.observed, observed),
  };
}

const seriesKey = ({ metric, labels }: Sample): string =>
  `${metric.name} ${JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)))}`;

interface State {
  readonly scenario: Scenario<Timed> | undefined;
  readonly secondsInScenario: number;
  /** Since the start; decides when the next observation is due. */
  readonly seconds: number;
}

interface Table {
  readonly pipeline: string;
  readonly pages: readonly SimulatedPage[];
  readonly scenarios: Readonly<Record<string, Scenario<Timed>>> & { readonly [startScenario]: Scenario<Timed> };
}

/** A model that follows a table; `now` is the clock that metrics which hold a time are taken from. */
export const tableModel = (table: Table, now: () => number = () => Date.now() / 1000): Model<State, Timed> => ({
  ...table,
  start: { scenario: undefined, secondsInScenario: 0, seconds: 0 },
  advance: (state, scenario, seconds) => {
    const secondsInScenario = (state.scenario === scenario ? state.secondsInScenario : 0) + seconds;
    const behaviour = scenario.conditions({ seconds: secondsInScenario, now: now() });
    return {
      state: { scenario, secondsInScenario, seconds: state.seconds + seconds },
      effects: effectsOf(behaviour, state.seconds, seconds),
    };
  },
});

const effectsOf = ({ gauges, perSecond, observed }: Behaviour, from: number, seconds: number): Effects => ({
  gauges,
  increases: perSecond.map((sample) => ({ ...sample, value: sample.value * seconds })),
  observations: observed.flatMap((sample) => {
    const due = Math.floor(sample.perSecond * (from + seconds)) - Math.floor(sample.perSecond * from);
    return Array.from({ length: due }, () => sample);
  }),
});
