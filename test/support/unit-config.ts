import { projectName, trackedConfig } from "../../commands/workspace.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import type { Alert, TunableNumber } from "../../rules/alert.ts";
import { type Settings, validate } from "../../settings/settings.ts";

export type Values = Record<string, unknown>;

/** A stack's tracked config as `validate` takes it; a copy that a test may change. */
export function stackConfig(stack: string): Values {
  const namespace = `${projectName()}:`;
  return structuredClone(
    Object.fromEntries(Object.entries(trackedConfig(stack)).map(([key, value]) => [key.replace(namespace, ""), value])),
  );
}

/** The config with values put at dotted paths, groups on the way made where missing; `undefined` takes a key away. */
export function changed(values: Values, changes: Readonly<Record<string, unknown>>): Values {
  const copy = structuredClone(values);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop() as string;
    let group = copy;
    for (const key of keys) {
      group[key] ??= {};
      group = group[key] as Values;
    }
    if (value === undefined) delete group[last];
    else group[last] = value;
  }
  return copy;
}

/** Settings of the dev stack with other values at dotted paths. */
export const devSettings = (changes: Readonly<Record<string, unknown>> = {}): Settings =>
  validate("dev", changed(stackConfig("dev"), changes));

/** Every alert of every pipeline. */
export const allAlerts: readonly { readonly pipeline: Pipeline; readonly alert: Alert; readonly path: string }[] =
  pipelines.flatMap((pipeline) =>
    pipeline.alerts.alerts.map((alert) => ({
      pipeline,
      alert,
      path: `alerts.${pipeline.catalogue.name}.${alert.name}`,
    })),
  );

/** A value within a number's limits that is neither its default nor another number's; `index` sets them apart. */
export function otherNumber({ default: usual, min, max }: TunableNumber, index: number): number {
  const above = Math.min(max, 2 * usual) - usual;
  const below = usual - Math.max(min, usual / 2);
  // Multiples of the golden ratio never meet; the ends of the range are left out.
  const share = 0.1 + 0.8 * ((index * 0.618033988749895) % 1);
  const value = Number((above >= below ? usual + share * above : usual - share * below).toPrecision(5));
  if (value <= min || value >= max || value === usual) throw new Error(`no other value for ${usual}: ${value}`);
  return value;
}
