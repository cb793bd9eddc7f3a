import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import type { Mapping, Step } from "../definition.ts";

/** Grafana's steps, of which the first has no value: it is the colour of all that lies below the others. */
export function thresholdSteps(given: readonly Step[], below?: string): { value: number | null; color: string }[] {
  // Stack config may turn the order of two alerts' thresholds; Grafana takes steps only as they rise.
  const steps = given.toSorted((one, other) => one.value - other.value);
  const [first, ...rest] = steps;
  return below === undefined
    ? [{ value: null, color: first?.color ?? "green" }, ...rest]
    : [{ value: null, color: below }, ...steps];
}

export function valueMap(mapping: Mapping): sdk.ValueMap {
  const options = Object.entries(mapping).map(([value, { text, color }], index) => [value, { text, color, index }]);
  return { type: sdk.MappingType.ValueToText, options: Object.fromEntries(options) };
}
