import type { z } from "zod";
import { type Fault, faultsOf } from "./fault.ts";

/** As often as taking faulty values out may uncover others, such as a required key whose value was wrong. */
const rounds = 4;

/**
 * What a faulty input says where it is right: without its faulty values, defaults take their place. With it, the faults
 * between values can be told together with those of single values. Undefined where too little is left.
 */
export function salvage<T>(schema: z.ZodType<T>, input: unknown, faults: readonly Fault[]): T | undefined {
  const rest = structuredClone(input);
  let wrong = faults.map(({ path }) => path.split("."));
  for (let round = 0; round < rounds; round += 1) {
    for (const path of wrong) remove(rest, path);
    const parsed = schema.safeParse(rest);
    if (parsed.success) return parsed.data;
    // What cannot be left out is left out with what it belongs to.
    wrong = faultsOf(schema, rest, parsed.error.issues).map(({ path }) => path.split(".").slice(0, -1));
  }
  return undefined;
}

function remove(from: unknown, path: readonly string[]): void {
  const holder = path.slice(0, -1).reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), from);
  const last = path.at(-1);
  if (!isObject(holder) || last === undefined) return;
  if (Array.isArray(holder)) {
    // Not by splice, which asks the array for its constructor: a faulty input may have a key of that name.
    holder.copyWithin(Number(last), Number(last) + 1);
    holder.length = Math.max(0, holder.length - 1);
  } else delete holder[last];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
