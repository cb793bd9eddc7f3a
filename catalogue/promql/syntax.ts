import type { SyntaxNode, Tree } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** An expression as Prometheus' own grammar reads it. */
export interface Parsed {
  readonly text: string;
  readonly tree: Tree;
}

/** A matcher of a selector. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export const parse = (text: string): Parsed => ({ text, tree: parser.parse(text) });

/** Where an expression stops making sense. */
export function firstError({ tree }: Parsed): number | undefined {
  let at: number | undefined;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) at ??= from;
    },
  });
  return at;
}

export const textOf = (node: SyntaxNode, text: string): string => text.slice(node.from, node.to);

/** Every node of a kind at or below a node, from left to right. */
export function nodesOf(node: SyntaxNode, kind: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  node.cursor().iterate((inner) => {
    if (inner.name === kind) found.push(inner.node);
  });
  return found;
}

/** The metric that a selector names. */
export function selectedName(selector: SyntaxNode, text: string): string | undefined {
  const identifier = selector.getChild("Identifier");
  return identifier === null ? undefined : textOf(identifier, text);
}

/** A selector's matchers; those with a quoted label are not among them. */
export const matchersOf = (selector: SyntaxNode, text: string): readonly Matcher[] =>
  (selector.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []).map((matcher) => ({
    label: textOf(matcher.getChild("LabelName") as SyntaxNode, text),
    operator: textOf(matcher.getChild("MatchOp") as SyntaxNode, text),
    value: unquote(textOf(matcher.getChild("StringLiteral") as SyntaxNode, text)),
  }));

/** The text of a literal: raw in backticks, else with escapes, which single quotes share with JSON's double ones. */
export function unquote(literal: string): string {
  const text = literal.slice(1, -1);
  if (literal.startsWith("`")) return text;
  return JSON.parse(`"${literal.startsWith("'") ? text.replaceAll("\\'", "'").replaceAll('"', '\\"') : text}"`);
}

/** Whether a value satisfies a matcher; undefined for a pattern that only Prometheus' own engine reads. */
export function matching({ operator, value }: Matcher): ((candidate: string) => boolean) | undefined {
  if (operator === "=") return (candidate) => candidate === value;
  if (operator === "!=") return (candidate) => candidate !== value;
  // A dashboard's choice, which is one of the label's values or all of them.
  if (operator === "=~" && /^\$\w+$/.test(value)) return (candidate) => candidate !== "";
  try {
    const pattern = new RegExp(`^(?:${value})$`);
    return (candidate) => pattern.test(candidate) === (operator === "=~");
  } catch {
    return undefined;
  }
}
