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

interface DerivedCase {
  readonly name: string;
  readonly series: readonly SeriesFixture[];
  readonly firing: boolean;
}

/** A label matcher of an expression. */
interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
  /** Whether every selector of the expression has it. */
  readonly everywhere: boolean;
}

/** The matchers of an expression, each once. Bounds of buckets are numbers, of which there is no other one. */
export function matchersOf(text: string): readonly Matcher[] {
  const found = new Map<string, { readonly matcher: Omit<Matcher, "everywhere">; times: number }>();
  let selectors = 0;
  parser.parse(text).iterate({
    enter: ({ name, node }) => {
      if (name === "VectorSelector") selectors += 1;
      if (name !== "UnquotedLabelMatcher") return;
      const part = (kind: string): string => {
        const child = node.getChild(kind);
        return child === null ? "" : text.slice(child.from, child.to);
      };
      const matcher = {
        label: part("LabelName"),
        operator: part("MatchOp"),
        value: JSON.parse(part("StringLiteral")) as string,
      };
      if (matcher.label === "le") return;
      const key = JSON.stringify(matcher);
      const known = found.get(key) ?? { matcher, times: 0 };
      known.times += 1;
      found.set(key, known);
    },
  });
  return [...found.values()].map(({ matcher, times }) => ({ ...matcher, everywhere: times === selectors }));
}

/** So many that they outweigh what a rule selects, where it fails to tell them apart. */
const crowd = ["another", ...Array.from({ length: 8 }, (_, index) => `another-${index}`)];

/** The series that a matcher selects, with values of the label that it does not select. */
function strangersTo({ label, operator, value, everywhere }: Matcher, series: readonly SeriesFixture[]) {
  const plain = /^[\w.|-]+$/.test(value);
  const pattern = new RegExp(`^(?:${value})$`);
  const selects: Readonly<Record<string, (given: string) => boolean>> = {
    "=": (given) => given === value,
    "=~": (given) => pattern.test(given),
    "!=": (given) => given !== value,
    "!~": (given) => !pattern.test(given),
  };
  const excluded = plain ? value.split("|") : [];
  const others = operator.startsWith("!") ? excluded : everywhere ? crowd : crowd.slice(0, 1);
  const pair = new RegExp(`\\b${label}="([^"]*)"`);
  return series.flatMap((fixture) => {
    const given = pair.exec(fixture.series)?.[1];
    if (given === undefined || selects[operator]?.(given) !== true) return [];
    return others.map((other) => ({ ...fixture, series: fixture.series.replace(pair, `${label}="${other}"`) }));
  });
}

/** Cases with series that the rule does not select: it must not care what they do. */
export function isolationCases(
  { rule }: Case,
  { fires, alsoFires = {}, quiet, whenAbsent }: Proof,
): readonly DerivedCase[] {
  const calm = Object.values(quiet);
  const [well = []] = calm;
  const firing = [fires, ...Object.values(alsoFires).map(({ series }) => series)];
  const besides = (series: readonly SeriesFixture[], added: readonly SeriesFixture[]) => {
    const taken = new Set(series.map((fixture) => fixture.series));
    return added.filter((fixture) => !taken.has(fixture.series));
  };
  return matchersOf(rule.expr).flatMap((matcher) => {
    const name = `${matcher.label}${matcher.operator}${JSON.stringify(matcher.value)}`;
    const bad = strangersTo(matcher, fires);
    // What a matcher keeps from some of the selectors only, may well end the quiet of a case made for the others.
    const undisturbed = matcher.everywhere ? calm : [well];
    const good = matcher.everywhere && !matcher.operator.startsWith("!") ? strangersTo(matcher, well) : [];
    return [
      ...undisturbed.flatMap((own) => {
        const added = besides(own, bad);
        return added.length === 0
          ? []
          : [{ name: `only others than ${name} are bad`, series: [...own, ...added], firing: false }];
      }),
      ...(good.length === 0
        ? []
        : firing.map((own) => ({
            name: `only others than ${name} are well`,
            series: [...own, ...besides(own, good)],
            firing: true,
          }))),
      ...(good.length === 0
        ? []
        : [{ name: `only others than ${name} exist`, series: good, firing: whenAbsent === "fires" }]),
    ];
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
