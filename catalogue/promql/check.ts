import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { LabelValues, Metric } from "../metric.ts";
import { sampleNames } from "../metric.ts";

/** What an expression may name: each sample name with its labels' values and whether it counts. */
export type KnownSeries = ReadonlyMap<string, { readonly counts: boolean; readonly labels: Labels }>;
type Labels = Readonly<Record<string, LabelValues>>;

const overCounters = new Set(["rate", "irate", "increase", "resets"]);
const overGauges = new Set(["deriv", "delta", "idelta", "predict_linear"]);

/** Builds the table of known series; `targetLabels` are added to every one. */
export function knownSeries(metrics: readonly Metric[], targetLabels: Labels): KnownSeries {
  const known = new Map<string, { counts: boolean; labels: Labels }>();
  for (const metric of metrics) {
    for (const name of sampleNames(metric)) {
      const le: Labels = name.endsWith("_bucket") && metric.type === "histogram" ? { le: bounds(metric) } : {};
      known.set(name, {
        counts: metric.type === "counter" || metric.type === "histogram",
        labels: { ...targetLabels, ...metric.labels, ...le },
      });
    }
  }
  return known;
}

const bounds = (metric: Metric): LabelValues => ({
  kind: "closed",
  values: [...metric.buckets.map(String), "+Inf"],
});

/**
 * Parses PromQL with Prometheus' own grammar and checks it against what exists. Returns the faults, empty when sound:
 * syntax, unknown series, unknown label, a value that a closed label never takes, rate of a gauge, a counter not rated,
 * grouping by a label that no selected series has.
 */
export function checkExpression(text: string, known: KnownSeries): readonly string[] {
  const tree = parser.parse(text);
  const broken = firstError(tree);
  if (broken !== undefined) return [`does not parse at offset ${broken}: ${text.slice(broken, broken + 30) || "end"}`];
  const faults: string[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      if (name === "VectorSelector") faults.push(...checkSelector(node, text, known));
      if (name === "AggregateExpr") faults.push(...checkGrouping(node, text, known));
    },
  });
  return faults;
}

function firstError(tree: Tree): number | undefined {
  let at: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) at ??= from;
    },
  });
  return at;
}

const textOf = (node: SyntaxNode, text: string): string => text.slice(node.from, node.to);

function checkSelector(node: SyntaxNode, text: string, known: KnownSeries): string[] {
  const identifier = node.getChild("Identifier");
  if (identifier === null) return [`selects without a metric name: ${textOf(node, text)}`];
  const name = textOf(identifier, text);
  const series = known.get(name);
  if (series === undefined) return [`names ${name}, which is not in the catalogue`];
  return [...checkMatchers(node, text, name, series.labels), ...checkCounting(node, text, name, series.counts)];
}

function checkMatchers(node: SyntaxNode, text: string, name: string, labels: Labels): string[] {
  const list = node.getChild("LabelMatchers");
  const quoted = list?.getChildren("QuotedLabelMatcher") ?? [];
  const matchers = list?.getChildren("UnquotedLabelMatcher") ?? [];
  const faults = matchers.flatMap((matcher) => {
    const label = textOf(matcher.getChild("LabelName") as SyntaxNode, text);
    const operator = textOf(matcher.getChild("MatchOp") as SyntaxNode, text);
    const value = unquote(textOf(matcher.getChild("StringLiteral") as SyntaxNode, text));
    const allowed = labels[label];
    if (allowed === undefined) return [`${name} has no label ${label}; it has ${Object.keys(labels).join(", ")}`];
    if (allowed.kind === "open") return [];
    const matches = matching(operator, value);
    if (matches === undefined) return [`${name}{${label}${operator}"${value}"} has a pattern that cannot be read`];
    return allowed.values.some(matches)
      ? []
      : [`${name}{${label}${operator}"${value}"} can never match; ${label} is one of ${allowed.values.join(", ")}`];
  });
  return [...faults, ...quoted.map((matcher) => `quotes the name of a label: ${textOf(matcher, text)}`)];
}

/** The text of a literal: raw in backticks, else with escapes, which single quotes share with JSON's double ones. */
function unquote(literal: string): string {
  const text = literal.slice(1, -1);
  if (literal.startsWith("`")) return text;
  return JSON.parse(`"${literal.startsWith("'") ? text.replaceAll("\\'", "'").replaceAll('"', '\\"') : text}"`);
}

/** Whether a value satisfies a matcher; undefined for a pattern that only Prometheus' own engine reads. */
function matching(operator: string, value: string): ((candidate: string) => boolean) | undefined {
  if (operator === "=") return (candidate) => candidate === value;
  if (operator === "!=") return (candidate) => candidate !== value;
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return (candidate) => pattern.test(candidate) === (operator === "=~");
  } catch {
    return undefined;
  }
}

function enclosingFunctions(node: SyntaxNode, text: string): string[] {
  const names: string[] = [];
  for (let up = node.parent; up !== null; up = up.parent) {
    const identifier = up.name === "FunctionCall" ? up.getChild("FunctionIdentifier") : null;
    if (identifier !== null) names.push(textOf(identifier, text));
  }
  return names;
}

function checkCounting(node: SyntaxNode, text: string, name: string, counts: boolean): string[] {
  const functions = enclosingFunctions(node, text);
  if (functions.includes("absent") || functions.includes("absent_over_time")) return [];
  const rated = functions.some((fn) => overCounters.has(fn));
  if (counts && !rated) return [`uses the counter ${name} without rate or increase`];
  if (!counts && rated) return [`takes a rate of ${name}, which is no counter`];
  if (counts && functions.some((fn) => overGauges.has(fn))) return [`takes a slope of the counter ${name}`];
  return [];
}

function checkGrouping(node: SyntaxNode, text: string, known: KnownSeries): string[] {
  const modifier = node.getChild("AggregateModifier");
  const labels = modifier?.getChild("GroupingLabels")?.getChildren("LabelName") ?? [];
  const selected: Labels[] = [];
  const made = new Set<string>();
  node.cursor().iterate((inner) => {
    if (inner.name === "FunctionCall") made.add(labelMadeBy(inner.node, text));
    if (inner.name !== "VectorSelector") return;
    const identifier = inner.node.getChild("Identifier");
    const series = identifier === null ? undefined : known.get(textOf(identifier, text));
    if (series !== undefined) selected.push(series.labels);
  });
  return labels
    .map((label) => textOf(label, text))
    .filter((label) => !made.has(label))
    .filter((label) => selected.length > 0 && !selected.some((has) => label in has))
    .map((label) => `groups by ${label}, which none of the selected series has`);
}

/** The label that a `label_replace` sets; empty for any other function. */
function labelMadeBy(call: SyntaxNode, text: string): string {
  const name = call.getChild("FunctionIdentifier");
  const [label] = call.getChild("FunctionCallBody")?.getChildren("StringLiteral") ?? [];
  return name !== null && textOf(name, text) === "label_replace" && label != null ? unquote(textOf(label, text)) : "";
}
