import type { SyntaxNode } from "@lezer/common";
import { type LabelsOfMetric, labelNames, matchingOf, operandsOf, type ResultLabels, resultLabels } from "./labels.ts";
import { textOf } from "./syntax.ts";

/**
 * Labels that an aggregation, a quantile or a join names and its operands cannot have: Prometheus takes such an
 * expression, and it yields nothing, or all in one.
 */
export function labelFaults(node: SyntaxNode, text: string, of: LabelsOfMetric): readonly string[] {
  const labelsOf = (child: SyntaxNode | undefined): ResultLabels =>
    child === undefined ? "unknown" : resultLabels(child, text, of);
  switch (node.name) {
    case "AggregateExpr":
      return groupingFaults(node, text, labelsOf(lastArgument(node)));
    case "FunctionCall":
      return quantileFaults(node, text, labelsOf(lastArgument(node)));
    case "BinaryExpr": {
      const [left, right] = operandsOf(node);
      return joinFaults(node, text, labelsOf(left), labelsOf(right));
    }
    default:
      return [];
  }
}

const lastArgument = (node: SyntaxNode): SyntaxNode | undefined => {
  const body = node.getChild("FunctionCallBody");
  return body === null ? undefined : operandsOf(body).at(-1);
};

function groupingFaults(node: SyntaxNode, text: string, labels: ResultLabels): readonly string[] {
  if (typeof labels === "string") return [];
  return labelNames(node.getChild("AggregateModifier")?.getChild("GroupingLabels"), text)
    .filter((label) => !labels.has(label))
    .map((label) => `groups by ${label}, which none of the selected series has`);
}

/** Buckets are told apart by `le` alone: summed without it they are one, and have no quantile. */
function quantileFaults(node: SyntaxNode, text: string, labels: ResultLabels): readonly string[] {
  const name = textOf(node.getChild("FunctionIdentifier") as SyntaxNode, text);
  if (name !== "histogram_quantile" && name !== "histogram_fraction") return [];
  return typeof labels === "string" || labels.has("le") ? [] : [`takes ${name} of series without le`];
}

function joinFaults(node: SyntaxNode, text: string, left: ResultLabels, right: ResultLabels): readonly string[] {
  if (typeof left === "string" || typeof right === "string") return [];
  const { kind, labels, many, included } = matchingOf(node, text);
  // What only one side has matches nothing, unless either side is taken as it is.
  const both = kind === "on" && node.getChild("Or") === null;
  const joined = labels
    .filter((label) => (both ? !(left.has(label) && right.has(label)) : !(left.has(label) || right.has(label))))
    .map((label) => `matches ${kind} ${label}, which ${both ? "not both sides have" : "neither side has"}`);
  const one = many === "left" ? right : left;
  const taken = included
    .filter((label) => !one.has(label))
    .map((label) => `takes ${label} with group_${many}, which the other side does not have`);
  return [...joined, ...taken];
}
