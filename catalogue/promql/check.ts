import type { SyntaxNode } from "@lezer/common";
import type { LabelValues, Metric } from "../metric.ts";
import { sampleNames } from "../metric.ts";
import { alertsSeries } from "../synthetic.ts";
import { labelFaults } from "./joins.ts";
import { firstError, matchersOf, matching, parse, selectedName, textOf } from "./syntax.ts";

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
 * grouping or joining by a label that the series do not have, a quantile without buckets.
 */
export function checkExpression(text: string, known: KnownSeries): readonly string[] {
  const parsed = parse(text);
  const broken = firstError(parsed);
  if (broken !== undefined) return [`does not parse at offset ${broken}: ${text.slice(broken, broken + 30) || "end"}`];
  const labelsOf = (name: string): readonly string[] | undefined => {
    const labels = known.get(name)?.labels;
    // Beside its own, ALERTS has whatever labels the alert's expression leaves.
    return labels === undefined || name === alertsSeries.name ? undefined : Object.keys(labels);
  };
  const faults: string[] = [];
  parsed.tree.iterate({
    enter: ({ name, node }) => {
      if (name === "VectorSelector") faults.push(...checkSelector(node, text, known));
      faults.push(...labelFaults(node, text, labelsOf));
    },
  });
  return faults;
}

function checkSelector(node: SyntaxNode, text: string, known: KnownSeries): string[] {
  const name = selectedName(node, text);
  if (name === undefined) return [`selects without a metric name: ${textOf(node, text)}`];
  const series = known.get(name);
  if (series === undefined) return [`names ${name}, which is not in the catalogue`];
  return [...checkMatchers(node, text, name, series.labels), ...checkCounting(node, text, name, series.counts)];
}

function checkMatchers(node: SyntaxNode, text: string, name: string, labels: Labels): string[] {
  const quoted = node.getChild("LabelMatchers")?.getChildren("QuotedLabelMatcher") ?? [];
  const faults = matchersOf(node, text).flatMap((matcher) => {
    const { label, operator, value } = matcher;
    const allowed = labels[label];
    if (allowed === undefined) return [`${name} has no label ${label}; it has ${Object.keys(labels).join(", ")}`];
    if (allowed.kind === "open") return [];
    const matches = matching(matcher);
    if (matches === undefined) return [`${name}{${label}${operator}"${value}"} has a pattern that cannot be read`];
    return allowed.values.some(matches)
      ? []
      : [`${name}{${label}${operator}"${value}"} can never match; ${label} is one of ${allowed.values.join(", ")}`];
  });
  return [...faults, ...quoted.map((matcher) => `quotes the name of a label: ${textOf(matcher, text)}`)];
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
