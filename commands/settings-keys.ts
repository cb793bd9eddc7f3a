import { z } from "zod";
import { schema } from "../settings/schema.ts";

/** A settings key, or a group of keys, as the schema describes it. */
export interface Key {
  /** Names from the top down; `<name>` where users choose it, `0` for the members of a list. */
  readonly path: readonly string[];
  readonly description: string | undefined;
  readonly node: Node;
  readonly required: boolean;
  /** Whether it only holds other keys. */
  readonly group: boolean;
}

/** The part of JSON Schema that zod makes of our settings. */
export interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | false;
  readonly items?: Node;
}

/** Stands in a path for a name of the user's choice. */
export const chosen = "<name>";
/** Stands in a path for the members of a list. */
export const member = "0";

/** Every settings key, groups before what they hold. */
export function settingsKeys(): readonly Key[] {
  const top = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node;
  return below(top, []);
}

function below(node: Node, path: readonly string[]): readonly Key[] {
  const named = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    keysAt(child, [...path, name], node.required?.includes(name) ?? false),
  );
  // Free names that hold groups; of a map of plain values the map itself is the key.
  const free = node.additionalProperties || undefined;
  return [...named, ...(free?.properties === undefined ? [] : below(free, [...path, chosen]))];
}

function keysAt(node: Node, path: readonly string[], required: boolean): readonly Key[] {
  const { description } = node;
  if (node.items?.properties !== undefined) {
    const list: Key = { path, description, node, required, group: false };
    return [list, ...below(node.items, [...path, member])];
  }
  const inner = below(node, path);
  return [{ path, description, node, required, group: inner.length > 0 }, ...inner];
}

/** A key's path as the reference writes it. */
export const pathText = (path: readonly string[]): string => path.join(".").replaceAll(`.${member}`, "[]");
