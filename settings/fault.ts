import type { z } from "zod";

/** One thing wrong with the stack's config. */
export interface Fault {
  /** Path below the project's namespace, such as `prometheus.retentionTime`. */
  readonly path: string;
  readonly value: unknown;
  /** What would have been right. */
  readonly allowed: string;
}

/** All that is wrong with a stack's config, in one message; thrown before any resource is registered. */
export class SettingsError extends Error {
  readonly faults: readonly Fault[];
  constructor(stack: string, faults: readonly Fault[]) {
    const lines = faults.map(({ path, value, allowed }) => `  - ${path}: ${show(path, value)}; allowed: ${allowed}`);
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    super(`The config of stack '${stack}' has ${count}, nothing was changed:\n${lines.join("\n")}`);
    this.name = "SettingsError";
    this.faults = faults;
  }
}

/** What is called like a secret may be one in the wrong place, and is not repeated. */
function show(path: string, value: unknown): string {
  if (value === undefined) return "missing";
  return /password|secret|token|key$/i.test(path.split(".").at(-1) ?? "") ? "(not shown)" : JSON.stringify(value);
}

/** Turns zod's issues into faults; unknown keys become a fault each, which lists the known ones. */
export function faultsOf(schema: z.ZodType, input: unknown, issues: readonly z.core.$ZodIssue[]): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, path).join(", ");
      return issue.keys.map((key) => ({
        path: [...path, key].join("."),
        value: valueAt(input, [...path, key]),
        allowed: `no such key; one of ${known}`,
      }));
    }
    return [{ path: path.join("."), value: valueAt(input, path), allowed: allowedBy(issue) }];
  });
}

/** Types as people call them, where zod has a word of its own. */
const typeNames: Readonly<Record<string, string>> = { record: "object", int: "integer" };

function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `a value of type ${typeNames[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.values.map(String).join(", ");
    case "too_small":
      if (issue.origin === "array") return `at least ${issue.minimum} of them`;
      return issue.origin === "string"
        ? `text of at least ${issue.minimum} character${issue.minimum === 1 ? "" : "s"}`
        : `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    case "invalid_key":
      return issue.issues.map(({ message }) => `as its name ${message}`).join("; ");
    default:
      return issue.message;
  }
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    input,
  );
}

interface Definition {
  readonly type: string;
  readonly innerType?: Schema;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly valueType?: Schema;
  readonly element?: Schema;
}
type Schema = { readonly def: Definition };

/** Reaches the schema below defaults, optionals and the like. */
export function unwrapped(schema: z.ZodType): Definition {
  let definition = (schema as unknown as Schema).def;
  while (definition.innerType !== undefined) definition = definition.innerType.def;
  return definition;
}

function keysAt(schema: z.ZodType, path: readonly string[]): readonly string[] {
  const end = path.reduce<Schema | undefined>(
    (at, key) => {
      if (at === undefined) return undefined;
      const definition = unwrapped(at as unknown as z.ZodType);
      return definition.shape?.[key] ?? definition.valueType ?? definition.element;
    },
    schema as unknown as Schema,
  );
  return end === undefined ? [] : Object.keys(unwrapped(end as unknown as z.ZodType).shape ?? {});
}
