import { type Alert, defaultTuning, mapNumbers, type Tuning } from "../rules/alert.ts";
import { checks } from "./checks.ts";
import { type Fault, faultsOf, SettingsError } from "./fault.ts";
import { salvage } from "./salvage.ts";
import { type Config, schema } from "./schema.ts";

/** The servers that people open in a browser. */
export type Linked = "prometheus" | "alertmanager" | "grafana" | "runbooks";

/** What the rest of the program reads: stack config, validated, and what follows from it. No secrets. */
export interface Settings extends Omit<Config, "links"> {
  readonly stack: string;
  /** Base URLs without a slash at the end. */
  readonly links: Readonly<Record<Linked, string>>;
  /** The alert's own values with stack config laid over them. */
  readonly tuning: <N extends string>(pipeline: string, alert: Alert<N>) => Tuning<N>;
}

/**
 * Validates stack config and fills in defaults.
 * @param stack name of the stack, the default of `environment`
 * @param input values by their key below the project's namespace
 * @throws SettingsError with every fault at once
 */
export function validate(stack: string, input: Readonly<Record<string, unknown>>): Settings {
  const filled = { environment: stack, ...input };
  const parsed = schema.safeParse(filled);
  if (!parsed.success) {
    const single = faultsOf(schema, filled, parsed.error.issues);
    const rest = salvage(schema, filled, single);
    const between = rest === undefined ? [] : faultsBetween(rest, single);
    throw new SettingsError(stack, [...single, ...between]);
  }
  const faults = faultsBetween(parsed.data);
  if (faults.length > 0) throw new SettingsError(stack, faults);
  return settingsOf(stack, parsed.data);
}

function faultsBetween(config: Config, single: readonly Fault[] = []): readonly Fault[] {
  const faulty = new Set(single.map(({ path }) => path.split(".")[0]));
  return checks.filter(({ reads }) => !reads.some((key) => faulty.has(key))).flatMap(({ check }) => check(config));
}

function settingsOf(stack: string, config: Config): Settings {
  const host = config.bindAddress.includes(":") ? `[${config.bindAddress}]` : config.bindAddress;
  const link = (name: Linked): string =>
    (config.links[name] ?? `http://${host}:${config.ports[name]}`).replace(/\/+$/, "");
  return {
    ...config,
    stack,
    links: {
      prometheus: link("prometheus"),
      alertmanager: link("alertmanager"),
      grafana: link("grafana"),
      runbooks: link("runbooks"),
    },
    tuning: (pipeline, alert) => tuned(alert, config.alerts[pipeline]?.[alert.name] ?? {}),
  };
}

function tuned<N extends string>(alert: Alert<N>, changes: Readonly<Record<string, unknown>>): Tuning<N> {
  const numbers = mapNumbers(alert.numbers, (number, name) => (changes[name] as number | undefined) ?? number.default);
  return { ...defaultTuning(alert), ...pick(changes, ["enabled", "severity", "for", "window", "team"]), numbers };
}

const pick = (from: Readonly<Record<string, unknown>>, keys: readonly string[]): Partial<Omit<Tuning, "numbers">> =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]));
