/** A duration as PromQL and Prometheus' configuration write it: `30s`, `5m`, `1h30m`. */
export type Duration = string;

/** PromQL under construction. Only the builders make one, so names and labels in it come from the catalogue. */
export class Expression {
  readonly text: string;
  /** Whether the outermost part is a binary operator, and needs parentheses as an operand. */
  readonly binary: boolean;
  constructor(text: string, binary = false) {
    this.text = text;
    this.binary = binary;
  }
  toString(): string {
    return this.text;
  }
}

/** Series selected by name and labels; `counts` tells those that only grow, which alone may be rated. */
export class Selector<L extends string, Counts extends boolean> extends Expression {
  declare readonly labels: L;
  declare readonly counts: Counts;
}
