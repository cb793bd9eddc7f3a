import type { Values } from "./unit-config.ts";

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const kinds = ["delete", "retype", "rename", "negate", "nest"] as const;
interface Damage {
  readonly kind: (typeof kinds)[number];
  readonly path: string;
}

const isGroup = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Every place in a config, as the group that holds it and its key there. */
const placesOf = (group: Values, path = ""): { group: Values; key: string; path: string }[] =>
  Object.entries(group).flatMap(([key, value]) => [
    { group, key, path: `${path}${key}` },
    ...(isGroup(value) ? placesOf(value, `${path}${key}.`) : []),
  ]);

/** A copy with one to three places damaged, and what was done to them. */
export function mutated(values: Values, next: () => number): { values: Values; done: readonly Damage[] } {
  const copy = structuredClone(values);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const done = Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
    const { group, key, path } = pick(placesOf(copy));
    const kind = pick(kinds);
    damage(group, key, kind, pick);
    return { kind, path };
  });
  return { values: copy, done };
}

function damage(group: Values, key: string, kind: Damage["kind"], pick: <T>(from: readonly T[]) => T): void {
  const value = group[key];
  switch (kind) {
    // YAML and JSON leave no gaps in a list, and give its members no names.
    case "delete":
      if (Array.isArray(group)) group.splice(Number(key), 1);
      else delete group[key];
      return;
    case "retype":
      group[key] = pick<unknown>([null, true, 0, 1.5, -1e300, "", "text", [], {}, [null], { a: [{}] }]);
      return;
    case "rename":
      if (Array.isArray(group)) return;
      delete group[key];
      // The members of a list have no names, in YAML or JSON.
      if (Array.isArray(group)) return;
      group[pick([`${key}x`, key.toUpperCase(), "constructor", "toString", "a key"])] = value;
      return;
    case "negate":
      group[key] =
        typeof value === "number" ? -value : typeof value === "boolean" ? !value : `-${JSON.stringify(value)}`;
      return;
    case "nest":
      group[key] = pick<unknown>([{ value }, [value], { [key]: value }]);
      return;
    default:
      kind satisfies never;
  }
}
