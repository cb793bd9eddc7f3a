import { parser } from "@prometheus-io/lezer-promql";
import type { KnownSeries } from "../../catalogue/promql/check.ts";
import { resultLabels as labelsOfResult } from "../../catalogue/promql/labels.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";

/** A pipeline by name, which must exist. */
export function pipelineOf(name: string): Pipeline {
  const found = pipelines.find(({ catalogue }) => catalogue.name === name);
  if (found === undefined) throw new Error(`no pipeline ${name}`);
  return found;
}

interface Parts {
  readonly numbers: readonly number[];
  readonly windows: readonly string[];
  /** Labels by which something is grouped. */
  readonly groups: readonly string[];
  readonly series: readonly string[];
  readonly aggregates: boolean;
}

/** What an expression is made of, as Prometheus' grammar sees it. */
export function partsOf(text: string): Parts {
  const parts = {
    numbers: [] as number[],
    windows: [] as string[],
    groups: [] as string[],
    series: [] as string[],
    aggregates: false,
  };
  parser.parse(text).iterate({
    enter: ({ name, from, to, node }) => {
      const part = text.slice(from, to);
      if (name === "⚠") throw new Error(`does not parse: ${text}`);
      if (name === "AggregateExpr") parts.aggregates = true;
      if (name === "NumberDurationLiteral") parts.numbers.push(Number(part));
      if (name === "NumberDurationLiteralInDurationContext") parts.windows.push(part);
      if (name === "LabelName" && node.parent?.name === "GroupingLabels") parts.groups.push(part);
      if (name === "Identifier" && node.parent?.name === "VectorSelector") parts.series.push(part);
    },
  });
  return parts;
}

/** Labels that an expression's result may have: those it groups by, or else all of its series. */
export function resultLabels(text: string, known: KnownSeries): ReadonlySet<string> {
  const { groups, series, aggregates } = partsOf(text);
  if (aggregates) return new Set(groups.filter((label) => label !== "le"));
  return new Set(series.flatMap((name) => Object.keys(known.get(name)?.labels ?? {})));
}

/** Labels that an expression's result may have, operator by operator. */
export function resultLabelsOf(text: string, known: KnownSeries): ReadonlySet<string> {
  const labels = labelsOfResult(parser.parse(text).topNode, text, (name) => Object.keys(known.get(name)?.labels ?? {}));
  if (typeof labels === "string") throw new Error(`the labels of ${text} are ${labels}`);
  return labels;
}
