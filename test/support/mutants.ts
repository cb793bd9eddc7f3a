import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { AlertingRule } from "../../rules/rule-files.ts";
import { durationSeconds } from "../../settings/duration.ts";

/** A rule with one thing wrong; `rule` is undefined where the change would change nothing. */
export interface Mutant {
  readonly what: string;
  readonly rule: AlertingRule | undefined;
}

const turned: Readonly<Record<string, string>> = { ">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "==" };
const comparisons: Readonly<Record<string, string>> = {
  Gtr: ">",
  Lss: "<",
  Gte: ">=",
  Lte: "<=",
  EqlC: "==",
  Neq: "!=",
};

/**
 * Every way in which a rule could be a little wrong: a comparison turned, a number that is compared doubled or halved,
 * `for` removed, a label matcher dropped, a window four times as long or as short.
 */
export function mutantsOf(rule: AlertingRule): readonly Mutant[] {
  const text = rule.expr;
  const found: Mutant[] = [{ what: "for removed", rule: rule.for === "0s" ? undefined : { ...rule, for: "0s" } }];
  const replace = (what: string, from: number, to: number, by: string): void => {
    const expr = text.slice(0, from) + by + text.slice(to);
    found.push({ what: `${what} at ${from}`, rule: expr === text ? undefined : { ...rule, expr } });
  };
  parser.parse(text).iterate({
    enter: ({ name, node, from, to }) => {
      const part = text.slice(from, to);
      if (name in comparisons && node.parent?.name === "BinaryExpr") {
        replace(`${part} turned`, from, to, turned[part] ?? part);
      }
      if (name === "NumberDurationLiteral" && isCompared(node)) {
        // Twice zero is zero.
        replace(`${part} doubled`, from, to, Number(part) === 0 ? part : String(2 * Number(part)));
        replace(`${part} halved`, from, to, Number(part) === 0 ? part : String(Number(part) / 2));
      }
      if (name === "UnquotedLabelMatcher") {
        const after = text.slice(to).startsWith(",") ? to + 1 : to;
        const before = after === to && text.slice(0, from).endsWith(",") ? from - 1 : from;
        replace(`${part} dropped`, before, after, "");
      }
      if (name === "NumberDurationLiteralInDurationContext" && node.parent?.name === "MatrixSelector") {
        const seconds = durationSeconds(part) ?? 0;
        replace(`[${part}] longer`, from, to, `${seconds * 4}s`);
        replace(`[${part}] shorter`, from, to, `${Math.max(1, Math.round(seconds / 4))}s`);
      }
    },
  });
  return found;
}

/** Whether a number stands on a side of a comparison, alone. */
function isCompared(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.name !== "BinaryExpr") return false;
  return Object.keys(comparisons).some((operator) => parent.getChild(operator) !== null);
}
