import type { Metric, MetricType } from "../metric.ts";
import { type Duration, Expression, Selector } from "./expression.ts";

/** Labels that every series has, whatever its metric: those of its target. */
export type TargetLabel = "job" | "instance" | "pipeline" | "service" | "environment";

type Match = string | { readonly not: string } | { readonly matches: string } | { readonly notMatches: string };
type Matchers<L extends string> = { readonly [K in L | TargetLabel]?: Match };

const quote = (value: string): string => JSON.stringify(value);

function matcher(label: string, match: Match): string {
  if (typeof match === "string") return `${label}=${quote(match)}`;
  if ("not" in match) return `${label}!=${quote(match.not)}`;
  if ("matches" in match) return `${label}=~${quote(match.matches)}`;
  return `${label}!~${quote(match.notMatches)}`;
}

function selector<L extends string, C extends boolean>(name: string, matchers: Matchers<L> = {}): Selector<L, C> {
  const parts = Object.entries(matchers).map(([label, match]) => matcher(label, match as Match));
  return new Selector<L, C>(parts.length === 0 ? name : `${name}{${parts.join(",")}}`);
}

/** The series of a gauge or an info. */
export const gaugeOf = <L extends string>(
  metric: Metric<L, "gauge" | "info">,
  matchers?: Matchers<L>,
): Selector<L, false> => selector(metric.name, matchers);

/** The series of a counter; compare its rate or increase, never the number itself. */
export const counterOf = <L extends string>(metric: Metric<L, "counter">, matchers?: Matchers<L>): Selector<L, true> =>
  selector(metric.name, matchers);

type Part = "bucket" | "sum" | "count";

/** One of the three counters that make up a histogram. */
export const partOf = <L extends string>(
  metric: Metric<L, "histogram">,
  part: Part,
  matchers?: Matchers<L>,
): Selector<L | "le", true> => selector(`${metric.name}_${part}`, matchers);

/** A histogram's count of what lies up to one of its bounds; Prometheus 3 stores a whole number as `30.0`. */
export const upTo = <L extends string>(metric: Metric<L, "histogram">, bound: number): Selector<L | "le", true> =>
  new Selector(
    Number.isInteger(bound)
      ? `${metric.name}_bucket{${matcher("le", { matches: `${bound}(\\.0)?` })}}`
      : `${metric.name}_bucket{${matcher("le", String(bound))}}`,
  );

const overWindow =
  <C extends boolean>(fn: string) =>
  /** Over the window that ended `ago`; now by default. */
  <L extends string>(series: Selector<L, C>, window: Duration, ago?: Duration): Expression =>
    new Expression(`${fn}(${series}[${window}]${ago === undefined ? "" : ` offset ${ago}`})`);

/** Growth per second. */
export const rate = overWindow<true>("rate");
/** Growth over the window. */
export const increase = overWindow<true>("increase");
/** How often a counter started over; 0 with a single sample already, so that it tells which series were there at all. */
export const resets = overWindow<true>("resets");
/** Slope per second of a gauge, by linear regression. */
export const deriv = overWindow<false>("deriv");
/** What a gauge will be after so many seconds, by linear regression over the window. */
export const predictLinear = <L extends string>(
  series: Selector<L, false>,
  window: Duration,
  seconds: number,
): Expression => new Expression(`predict_linear(${series}[${window}], ${seconds})`);
/** How often a gauge took another value. */
export const changes = overWindow<false>("changes");
export const avgOverTime = overWindow<false>("avg_over_time");
export const maxOverTime = overWindow<false>("max_over_time");
export const minOverTime = overWindow<false>("min_over_time");
/** The last sample within the window, however stale. */
export const lastOverTime = overWindow<false>("last_over_time");
/** Mean of an expression over a window that is walked in steps; for what no series holds ready. */
export const avgOverSteps = (expression: Expression, window: Duration, step: Duration): Expression =>
  new Expression(`avg_over_time((${expression})[${window}:${step}])`);

const aggregate =
  (fn: string) =>
  (expression: Expression, by: readonly string[] = []): Expression =>
    new Expression(by.length === 0 ? `${fn}(${expression})` : `${fn} by (${by.join(", ")}) (${expression})`);

export const sum = aggregate("sum");
export const max = aggregate("max");
export const min = aggregate("min");
export const avg = aggregate("avg");
export const count = aggregate("count");

/** The `k` highest series. */
export const topk = (k: number, expression: Expression): Expression => new Expression(`topk(${k}, ${expression})`);

/** A quantile of a histogram over a window, of all instances together. */
export const quantile = <L extends string>(
  q: number,
  metric: Metric<L, "histogram">,
  window: Duration,
  options: { readonly by?: readonly L[]; readonly where?: Matchers<L> } = {},
): Expression =>
  new Expression(
    `histogram_quantile(${q}, ${sum(rate(partOf(metric, "bucket", options.where), window), ["le", ...(options.by ?? [])])})`,
  );

/** Mean of a histogram over a window. */
export const mean = <L extends string>(
  metric: Metric<L, "histogram">,
  window: Duration,
  options: { readonly by?: readonly L[]; readonly where?: Matchers<L> } = {},
): Expression =>
  divide(
    sum(rate(partOf(metric, "sum", options.where), window), options.by),
    sum(rate(partOf(metric, "count", options.where), window), options.by),
  );

const operand = (side: Expression | number): string =>
  typeof side === "number" ? String(side) : side.binary ? `(${side})` : side.text;

const binary =
  (operator: string) =>
  (left: Expression | number, right: Expression | number): Expression =>
    new Expression(`${operand(left)} ${operator} ${operand(right)}`, true);

export const divide = binary("/");
/** Each of the left side's series by the one on the right that agrees with it in these labels. */
export const divideOn = (left: Expression, labels: readonly string[], right: Expression): Expression =>
  binary(`/ on (${labels.join(", ")}) group_left ()`)(left, right);
export const multiply = binary("*");
export const subtract = binary("-");
export const add = binary("+");
/** The one series that has these labels, less each of the many on the right that share them. */
export const subtractEach = (one: Expression, labels: readonly string[], many: Expression): Expression =>
  binary(`- on (${labels.join(", ")}) group_right ()`)(one, many);
export const greater = binary(">");
export const less = binary("<");
export const equals = binary("==");
/** Keeps the left side's series that have a match on the right. */
export const and = binary("and");
/** As `and`, where only these labels must agree. */
export const andOn = (left: Expression, labels: readonly string[], right: Expression): Expression =>
  binary(`and on (${labels.join(", ")})`)(left, right);
/** The left side, and of the right side what the left has no match for. */
export const or = binary("or");
/** The left side's series that have no match on the right. */
export const unless = binary("unless");
/** As `unless`, where only these labels must agree. */
export const unlessOn = (left: Expression, labels: readonly string[], right: Expression): Expression =>
  binary(`unless on (${labels.join(", ")})`)(left, right);
/** 1 or 0 in place of keeping or dropping a series. */
export const greaterBool = binary("> bool");
export const lessBool = binary("< bool");

const call =
  (fn: string) =>
  (expression: Expression): Expression =>
    new Expression(`${fn}(${expression})`);
/** The number without its sign. */
export const abs = call("abs");
/** What lies below the limit becomes the limit. */
export const clampMin = (expression: Expression, limit: number): Expression =>
  new Expression(`clamp_min(${expression}, ${limit})`);
/** When the samples were taken, in Unix seconds. */
export const timestamp = call("timestamp");

/** The series as they were some time ago. */
export const offset = <L extends string, C extends boolean>(series: Selector<L, C>, ago: Duration): Selector<L, C> =>
  new Selector<L, C>(`${series} offset ${ago}`);

/** A label's values under another name, by Prometheus' `label_replace`. */
export const relabel = (expression: Expression, to: string, from: string, pattern = "(.*)", value = "$1"): Expression =>
  new Expression(`label_replace(${expression}, ${quote(to)}, ${quote(value)}, ${quote(from)}, ${quote(pattern)})`);

/** The time of the evaluation, in Unix seconds. */
export const time = new Expression("time()");
/** The expression, or 0 where it has no result; for a panel that must not look broken when there is nothing to show. */
export const orZero = (expression: Expression): Expression => or(expression, new Expression("vector(0)"));

/** 1 when nothing is selected, with the labels that the matchers fix. */
export const absent = (series: Selector<string, boolean>): Expression => new Expression(`absent(${series})`);

/** Whether a type counts, as `rate` wants it. */
export const counts = (type: MetricType): boolean => type === "counter" || type === "histogram";
