import type { SyntaxNode } from "@lezer/common";
import { matchersOf, selectedName, textOf, unquote } from "./syntax.ts";

/** Labels that the series of a result may have; a scalar has no series, and of an unknown metric nothing is known. */
export type ResultLabels = ReadonlySet<string> | "scalar" | "unknown";

/** What labels a metric's series have; undefined for one that does not exist. */
export type LabelsOfMetric = (name: string) => readonly string[] | undefined;

/** How the two sides of an operator find each other. */
export interface Matching {
  readonly kind: "on" | "ignoring" | "all";
  readonly labels: readonly string[];
  /** The side of which many series may share a match. */
  readonly many: "left" | "right" | undefined;
  /** Labels that the many take over from the one. */
  readonly included: readonly string[];
}

type Labels = ReadonlySet<string>;
const none: Labels = new Set();
const only = (labels: Labels, named: Labels): Labels => new Set([...labels].filter((label) => named.has(label)));
const less = (labels: Labels, named: Labels): Labels => new Set([...labels].filter((label) => !named.has(label)));
const plus = (labels: Labels, others: Iterable<string>): Labels => new Set([...labels, ...others]);

const scalarFunctions = new Set(["time", "scalar", "pi"]);
const picking = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

/** A node's children that are expressions themselves: operands, arguments, or what parentheses enclose. */
export function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (/(Expr|Selector|Call|Literal)$/.test(child.name) && !child.name.endsWith("DurationExpr")) found.push(child);
  }
  return found;
}

const argumentsOf = (node: SyntaxNode): readonly SyntaxNode[] => {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : operandsOf(body);
};

/** Labels that a list in parentheses names, such as that of `by` or `on`. */
export const labelNames = (list: SyntaxNode | null | undefined, text: string): readonly string[] =>
  (list?.getChildren("LabelName") ?? []).map((label) => textOf(label, text));

/** How a binary operator matches its sides. */
export function matchingOf(binary: SyntaxNode, text: string): Matching {
  const clause = binary.getChild("MatchingModifierClause");
  const grouped = clause?.getChild("GroupLeft") ?? clause?.getChild("GroupRight") ?? undefined;
  const kind = clause?.getChild("On") ? "on" : clause?.getChild("Ignoring") ? "ignoring" : "all";
  const lists = clause?.getChildren("GroupingLabels") ?? [];
  const after = lists.find(({ from }) => grouped !== undefined && from > grouped.from);
  return {
    kind,
    labels: labelNames(
      lists.find((list) => list !== after),
      text,
    ),
    many: grouped === undefined ? undefined : grouped.name === "GroupLeft" ? "left" : "right",
    included: labelNames(after, text),
  };
}

/** The labels that the result of an expression may have. */
export function resultLabels(node: SyntaxNode, text: string, of: LabelsOfMetric): ResultLabels {
  const inner = (child: SyntaxNode | undefined): ResultLabels =>
    child === undefined ? none : resultLabels(child, text, of);
  switch (node.name) {
    case "NumberDurationLiteral":
    case "StringLiteral":
      return "scalar";
    case "VectorSelector": {
      const labels = of(selectedName(node, text) ?? "");
      return labels === undefined ? "unknown" : new Set(labels);
    }
    case "AggregateExpr":
      return aggregated(node, text, inner(argumentsOf(node).at(-1)));
    case "FunctionCall":
      return called(node, text, inner);
    case "BinaryExpr":
      return combined(node, text, inner);
    default:
      // Parentheses, signs, ranges, offsets: whatever they are put around.
      return inner(operandsOf(node)[0]);
  }
}

function aggregated(node: SyntaxNode, text: string, labels: ResultLabels): ResultLabels {
  if (typeof labels === "string") return labels;
  const operator = textOf(node.getChild("AggregateOp") as SyntaxNode, text).toLowerCase();
  if (picking.has(operator)) return labels;
  const modifier = node.getChild("AggregateModifier");
  const named = new Set(labelNames(modifier?.getChild("GroupingLabels"), text));
  const kept = modifier?.getChild("Without") ? less(labels, named) : only(labels, named);
  const [value] = argumentsOf(node);
  return operator === "count_values" && value?.name === "StringLiteral" ? withLabel(kept, value, text) : kept;
}

const withLabel = (labels: Labels, literal: SyntaxNode, text: string): Labels =>
  plus(labels, [unquote(textOf(literal, text))]);

function called(node: SyntaxNode, text: string, inner: (child: SyntaxNode | undefined) => ResultLabels): ResultLabels {
  const name = textOf(node.getChild("FunctionIdentifier") as SyntaxNode, text);
  const args = argumentsOf(node);
  if (scalarFunctions.has(name)) return "scalar";
  if (name === "vector") return none;
  if (name === "absent" || name === "absent_over_time") return fixed(args[0], text);
  const labels = args.map(inner).find((result) => result !== "scalar") ?? none;
  if (typeof labels === "string") return labels;
  if (name.startsWith("histogram_")) return less(labels, new Set(["le"]));
  const target = name === "label_replace" || name === "label_join" ? args[1] : undefined;
  return target === undefined ? labels : withLabel(labels, target, text);
}

/** What is absent has the labels that its matchers fix. */
const fixed = (node: SyntaxNode | undefined, text: string): Labels => {
  const selector = node?.name === "MatrixSelector" ? node.getChild("VectorSelector") : node;
  const matchers = selector?.name === "VectorSelector" ? matchersOf(selector, text) : [];
  return new Set(matchers.filter(({ operator }) => operator === "=").map(({ label }) => label));
};

function combined(
  node: SyntaxNode,
  text: string,
  inner: (child: SyntaxNode | undefined) => ResultLabels,
): ResultLabels {
  const [left = "scalar", right = "scalar"] = operandsOf(node).map(inner);
  if (left === "scalar") return right;
  if (right === "scalar") return left;
  if (left === "unknown") return right;
  if (right === "unknown") return left;
  if (node.getChild("Or") !== null) return plus(left, right);
  if (node.getChild("And") !== null || node.getChild("Unless") !== null) return left;
  const { kind, labels, many, included } = matchingOf(node, text);
  if (many !== undefined) return plus(many === "left" ? left : right, included);
  if (kind === "all") return left;
  return kind === "on" ? only(left, new Set(labels)) : less(left, new Set(labels));
}
