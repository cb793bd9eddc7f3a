import type { ScrapeJob } from "../catalogue/job.ts";
import { and, greater } from "../catalogue/promql/build.ts";
import type { Duration, Expression } from "../catalogue/promql/expression.ts";
import { durationSeconds } from "../settings/duration.ts";
import { type Alert, alert, type PanelRef, type Severity, type TunableNumber } from "./alert.ts";
import { sharedRunbooks } from "./alerts/standard.ts";
import { justBelow, type SeriesFixture, turning } from "./fixture.ts";
import type { Place } from "./relations.ts";
import { formatValue, valueTemplate } from "./units.ts";

/** What a pipeline promises, and how it is measured. */
export interface Objective {
  readonly component: string;
  readonly jobs: readonly [ScrapeJob, ...ScrapeJob[]];
  readonly panel: PanelRef;
  /** Labels by which the objective is held, each apart from the others. */
  readonly per?: readonly string[];
  /** Where nothing arrives any more when the budget burns for that reason. */
  readonly starvesAt?: Place;
  /** What is bad, for people: "messages fail", "of the time data is late". */
  readonly bad: string;
  /** Share that must be good. */
  readonly objective: { readonly default: number; readonly source: string };
  /** Share that was bad over a window, from 0 to 1. */
  readonly badRatio: (window: Duration) => Expression;
  /**
   * How much there was over a window, and below what the ratio tells nothing. Left out where time itself is counted,
   * of which there is always as much.
   */
  readonly traffic?: { readonly rate: (window: Duration) => Expression; readonly minimum: TunableNumber };
  /** Input series with this bad share, at this rate. */
  readonly fixture: (badRatio: number, perSecond: number) => readonly SeriesFixture[];
}

interface Burn {
  readonly name: string;
  readonly severity: Severity;
  readonly for: Duration;
  readonly window: Duration;
  readonly factor: TunableNumber;
  readonly hides?: readonly string[];
  readonly summary: string;
}

const shortShare = 1 / 12;

/** Whole seconds of the short window: over it the burn must still go on, so that the alert ends soon after. */
const short = (window: Duration): Duration =>
  `${Math.max(1, Math.round((durationSeconds(window) ?? 0) * shortShare))}s`;

const source = "Google's SRE Workbook, Alerting on SLOs";

const burns: readonly Burn[] = [
  {
    name: "ErrorBudgetBurnFast",
    severity: "critical",
    for: "2m",
    window: "1h",
    hides: ["ErrorBudgetBurnSlow"],
    factor: { default: 14.4, unit: "times", min: 1, max: 1000, source: `${source}: 2 % of 30 days' budget in an hour` },
    summary: "The error budget of a month would be gone in two days",
  },
  {
    name: "ErrorBudgetBurnSlow",
    severity: "warning",
    for: "15m",
    window: "6h",
    factor: { default: 6, unit: "times", min: 1, max: 1000, source: `${source}: 5 % of 30 days' budget in six hours` },
    summary: "The error budget of a month would be gone in five days",
  },
];

/**
 * The alerts on an objective: its budget burns `factor` times as fast as it may, over the window and over a twelfth of
 * it. Both stay quiet while there is less traffic than `minimumRate`.
 */
export const burnRateAlerts = (objective: Objective): readonly Alert[] =>
  burns.map(({ factor, hides = [], ...burn }) => {
    const { traffic, per = [], starvesAt } = objective;
    return alert({
      ...burn,
      component: objective.component,
      jobs: objective.jobs,
      panel: objective.panel,
      runbooks: sharedRunbooks,
      relations: {
        hides: [{ alerts: hides, same: per }],
        ...(starvesAt === undefined ? {} : { starvesAt }),
      },
      shortWindow: shortShare,
      // Only where there is traffic to measure is there a least of it.
      numbers: {
        objective: { ...objective.objective, unit: "ratio", min: 0.5, max: 0.99999 },
        factor,
        ...(traffic === undefined ? {} : { minimumRate: traffic.minimum }),
      } as Record<"objective" | "factor" | "minimumRate", TunableNumber>,
      description: ({ numbers, window }) =>
        `${valueTemplate("ratio")} ${objective.bad} over ${window}: more than ${formatValue(numbers.factor, "times")} the ${formatValue(1 - numbers.objective, "ratio")} that the objective leaves.`,
      expression: ({ numbers, window }) => {
        const limit = badLimit(numbers);
        const burning = and(
          greater(objective.badRatio(window), limit),
          greater(objective.badRatio(short(window)), limit),
        );
        return traffic === undefined ? burning : and(burning, greater(traffic.rate(window), numbers.minimumRate));
      },
      proof: ({ numbers, for: wait, window }) => {
        const limit = badLimit(numbers);
        const rate = traffic === undefined ? 1 : 1.5 * numbers.minimumRate;
        const scarce =
          traffic === undefined
            ? {}
            : { "too little traffic to tell": objective.fixture(1, justBelow(numbers.minimumRate)) };
        const share = (ofLimit: number) => objective.fixture(Math.min(1, ofLimit * limit), rate);
        // As long as the short window and `for` together, and some evaluations more.
        const lately = (durationSeconds(short(window)) ?? 0) + 1.25 * (durationSeconds(wait) ?? 0);
        return {
          fires: share(1.02),
          quiet: {
            "just below the rate of burning": share(0.98),
            "it burnt, and hardly does any more": turning(share(2), share(0.75), lately),
            "it burns, and has not done so for long": turning(share(0.6), share(1.3), lately),
            ...scarce,
          },
          whenAbsent: "quiet",
        };
      },
    });
  });

/** The bad share above which the budget burns too fast; never above 95 %, which a pipeline can still exceed. */
const badLimit = ({ objective, factor }: { readonly objective: number; readonly factor: number }): number =>
  Math.min(0.95, Number(((1 - objective) * factor).toPrecision(6)));
