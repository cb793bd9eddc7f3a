import { parser } from "@prometheus-io/lezer-promql";
import type { Proof, Tuning } from "../../rules/alert.ts";
import { fixtureInterval, type SeriesFixture } from "../../rules/fixture.ts";
import { durationSeconds } from "../../settings/duration.ts";
import type { Case, Moment } from "./alert-cases.ts";

/** Seconds between two samples and two evaluations: fewer for windows of hours, which else take most of the time. */
export function intervalOf({ window }: Tuning): number {
  const seconds = durationSeconds(window) ?? 0;
  if (seconds <= 1800) return fixtureInterval;
  // Below the five minutes after which a sample is too old.
  return seconds <= 7200 ? 4 * fixtureInterval : 16 * fixtureInterval;
}

interface NamedSeries {
  readonly name: string;
  readonly series: readonly SeriesFixture[];
}

/** `label="value"` in an expression. */
interface Equality {
  readonly label: string;
  readonly value: string;
}

/** The equality matchers of an expression, each once. */
export function equalities(text: string): readonly Equality[] {
  const found = new Map<string, Equality>();
  parser.parse(text).iterate({
    enter: ({ name, node }) => {
      if (name !== "UnquotedLabelMatcher") return;
      const part = (kind: string): string => {
        const child = node.getChild(kind);
        return child === null ? "" : text.slice(child.from, child.to);
      };
      if (part("MatchOp") !== "=") return;
      const equality = { label: part("LabelName"), value: JSON.parse(part("StringLiteral")) as string };
      found.set(JSON.stringify(equality), equality);
    },
  });
  return [...found.values()];
}

/**
 * Cases in which what would make the alert fire carries another value of a label that the rule selects by, beside
 * series of its own that are well: it must stay quiet, or the matcher does nothing.
 */
export function isolationCases({ rule }: Case, { fires, quiet }: Proof): readonly NamedSeries[] {
  const [well = []] = Object.values(quiet);
  return equalities(rule.expr).flatMap(({ label, value }) => {
    const pair = `${label}=${JSON.stringify(value)}`;
    const taken = new Set(well.map(({ series }) => series));
    const strangers = fires
      .filter(({ series }) => series.includes(pair))
      .map((fixture) => ({ ...fixture, series: fixture.series.replace(pair, `${label}="another"`) }))
      .filter(({ series }) => !taken.has(series));
    return strangers.length === 0 ? [] : [{ name: `quiet: another ${pair}`, series: [...well, ...strangers] }];
  });
}

/**
 * For a rule with a window: what is just below the threshold becomes what is just above it. The mean over the window
 * passes the threshold when half of the window is new, so a longer window comes too late, and a shorter one too early.
 */
export function onsetCase(
  { alert, tuning, rule }: Case,
  { fires, quiet }: Proof,
): { readonly series: readonly SeriesFixture[]; readonly moments: readonly Moment[] } | undefined {
  const below = quiet["just below the threshold"];
  const window = durationSeconds(tuning.window);
  if (window === undefined || window === 0 || below === undefined || alert.shortWindow !== 1) return undefined;
  // Of a slope or an extreme over the window this does not hold.
  if (!/\b(rate|increase)\(/.test(rule.expr)) return undefined;
  const names = (series: readonly SeriesFixture[]): string => series.map((fixture) => fixture.series).join("\n");
  if (names(below) !== names(fires)) return undefined;
  const wait = durationSeconds(tuning.for) ?? 0;
  const interval = intervalOf(tuning);
  const aligned = (time: number): number => Math.ceil(time / interval) * interval;
  const before = Math.ceil((window * 1.2) / interval);
  const start = before * interval;
  const series = fires.map((fixture, index) => ({
    series: fixture.series,
    values: (steps: number) => `${below[index]?.values(before, interval)} ${fixture.values(steps, interval)}`,
  }));
  return {
    series,
    moments: [
      { at: aligned(start + 0.25 * window + wait), firing: false },
      { at: aligned(start + 1.15 * window + wait) + 4 * interval, firing: true },
    ],
  };
}
