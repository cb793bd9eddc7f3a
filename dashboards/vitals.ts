import type { Expression } from "../catalogue/promql/expression.ts";
import type { Step } from "./definition.ts";

/** A sign of life of a pipeline, one number or a few, as the home page shows it. */
export interface Vital {
  readonly key: string;
  readonly title: string;
  /** What it shows, and what good looks like. */
  readonly description: string;
  /** Grafana's name of the unit. */
  readonly unit: string;
  readonly decimals?: number;
  readonly expression: Expression;
  readonly legend?: string;
  readonly steps?: readonly Step[];
}

/** What the home page says of every pipeline, from left to right. */
export type Vitals = readonly [freshness: Vital, throughput: Vital, errors: Vital, lag: Vital];

/** Green below the number of an alert, red from there on. */
export const redFrom = (value: number): readonly Step[] => [
  { value: 0, color: "green" },
  { value, color: "red" },
];

/** Red below the number of an alert, green from there on. */
export const greenFrom = (value: number): readonly Step[] => [
  { value: 0, color: "red" },
  { value, color: "green" },
];
