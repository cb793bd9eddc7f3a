import type { ScrapeJob } from "../catalogue/job.ts";
import type { Duration, Expression } from "../catalogue/promql/expression.ts";
import type { SeriesFixture } from "./fixture.ts";
import type { Relations } from "./relations.ts";
import type { ValueUnit } from "./units.ts";

export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** A number of an alert that stack config may change, within limits outside which the alert means nothing. */
export interface TunableNumber {
  readonly default: number;
  readonly unit: ValueUnit;
  readonly min: number;
  readonly max: number;
  /** Where the default comes from: the document's section, or why we chose it. */
  readonly source: string;
}

/** An alert's settings after stack config was applied. */
export interface Tuning<N extends string = string> {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly for: Duration;
  /** Range of the expression's rates; only alerts that declare one have it. */
  readonly window: Duration;
  /** Owner; the pipeline's where neither the alert nor stack config names another. */
  readonly team?: string;
  readonly numbers: Readonly<Record<N, number>>;
}

/** What proves an alert, as input series of promtool tests; no alert is without it. */
export interface Proof {
  readonly fires: readonly SeriesFixture[];
  /** By name of the case; for what has more than one cause. Whatever fires has these labels then. */
  readonly alsoFires?: Readonly<
    Record<string, { readonly series: readonly SeriesFixture[]; readonly labels?: Readonly<Record<string, string>> }>
  >;
  /** By name of the case; at least one lies just below the threshold. */
  readonly quiet: Readonly<Record<string, readonly SeriesFixture[]>>;
  /** What must happen when no series of the pipeline exists at all. */
  readonly whenAbsent: "fires" | "quiet";
}

/** A dashboard's panel that shows what the alert watches: `<dashboard uid>/<panel key>`. */
export type PanelRef = `${string}/${string}`;

interface Definition<N extends string> {
  readonly name: string;
  readonly component: string;
  /** Whose series it reads; it exists where one of them has targets. The first gives its `service` label. */
  readonly jobs: readonly [ScrapeJob, ...ScrapeJob[]];
  /** In place of the first job's `service`. */
  readonly service?: string;
  /** Owner, where it is not the pipeline's. */
  readonly team?: string;
  readonly severity: Severity;
  readonly for: Duration;
  readonly window?: Duration;
  /** The shortest range it rates over, as a share of its window; 1 by default. */
  readonly shortWindow?: number;
  readonly numbers?: Readonly<Record<N, TunableNumber>>;
  readonly panel: PanelRef;
  /** Folder of its runbook page below `runbooks/`; the pipeline's by default. */
  readonly runbooks?: string;
  readonly relations?: Relations;
  readonly summary: string;
  // Methods, so that an alert with named numbers is still an Alert among others.
  description(tuning: Tuning<N>): string;
  /** `fed` are those of its jobs that have targets. */
  expression(tuning: Tuning<N>, fed: readonly ScrapeJob[]): Expression;
  proof(tuning: Tuning<N>, fed: readonly ScrapeJob[]): Proof;
}

/** A declared alert; `N` are the names of its numbers. */
export interface Alert<N extends string = string>
  extends Required<Omit<Definition<N>, "window" | "team" | "runbooks">> {
  readonly window: Duration | undefined;
  readonly team: string | undefined;
  readonly runbooks: string | undefined;
}

/** Declares an alert; the types refuse one without severity, `for`, panel or proof. */
export function alert<const N extends string = never>(definition: Definition<N>): Alert<N> {
  return {
    numbers: {} as Record<N, TunableNumber>,
    service: definition.jobs[0].labels.service,
    shortWindow: 1,
    relations: {},
    ...definition,
    window: definition.window,
    team: definition.team,
    runbooks: definition.runbooks,
  };
}

/** The alerts of a pipeline, in the order in which data flows. */
export interface PipelineAlerts {
  readonly pipeline: string;
  readonly alerts: readonly Alert[];
}

/** The alert's settings where stack config says nothing. */
export function defaultTuning<N extends string>(alert: Alert<N>): Tuning<N> {
  return {
    enabled: true,
    severity: alert.severity,
    for: alert.for,
    window: alert.window ?? "",
    ...(alert.team === undefined ? {} : { team: alert.team }),
    numbers: mapNumbers(alert.numbers, (number) => number.default),
  };
}

/** Maps an alert's numbers, name by name. */
export const mapNumbers = <N extends string>(
  numbers: Readonly<Record<N, TunableNumber>>,
  value: (number: TunableNumber, name: N) => number,
): Record<N, number> =>
  Object.fromEntries(
    Object.entries<TunableNumber>(numbers).map(([name, number]) => [name, value(number, name as N)]),
  ) as Record<N, number>;
