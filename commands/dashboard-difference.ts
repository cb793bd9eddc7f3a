import { isDeepStrictEqual } from "node:util";

/** A dashboard's model, as far as it is compared. */
export interface ComparedDashboard {
  readonly panels?: readonly ComparedPanel[];
  readonly [part: string]: unknown;
}
interface ComparedPanel {
  readonly id: number;
  readonly title?: string;
  readonly [part: string]: unknown;
}

/** A difference: where, and what stands there; `undefined` where nothing does. */
export interface Difference {
  readonly path: string;
  readonly generated: unknown;
  readonly edited: unknown;
}

/** What became of a panel, or of the dashboard around its panels where there is no `id`. */
export interface PanelDifference {
  readonly id?: number;
  readonly title: string;
  readonly what: "added" | "removed" | "changed";
  readonly differences: readonly Difference[];
}

/** Grafana's own bookkeeping. */
const bookkeeping = ["id", "version", "schemaVersion", "pluginVersion", "iteration"];

/** What a dashboard that was edited in Grafana has otherwise than the generated one, panel by panel. */
export function compareDashboards(generated: ComparedDashboard, edited: ComparedDashboard): readonly PanelDifference[] {
  const { panels: before = [], ...around } = generated;
  const { panels: after = [], ...aroundEdited } = edited;
  const outside = compare("", around, aroundEdited);
  const known = new Map(before.map((panel) => [panel.id, panel]));
  const found = new Map(after.map((panel) => [panel.id, panel]));
  const ids = [...new Set([...known.keys(), ...found.keys()])];
  return [
    ...(outside.length === 0
      ? []
      : [{ title: "the dashboard itself", what: "changed" as const, differences: outside }]),
    ...ids.flatMap((id): PanelDifference[] => {
      const [old, now] = [known.get(id), found.get(id)];
      const title = String((now ?? old)?.title ?? "");
      const differences = compare("", old ?? {}, now ?? {});
      if (old === undefined) return [{ id, title, what: "added", differences }];
      if (now === undefined) return [{ id, title, what: "removed", differences: [] }];
      return differences.length === 0 ? [] : [{ id, title, what: "changed", differences }];
    }),
  ];
}

/** Differences between two values, part by part; what Grafana's pages fill in without meaning is none. */
function compare(path: string, generated: unknown, edited: unknown): readonly Difference[] {
  if (isEmpty(generated) && isEmpty(edited)) return [];
  const [left, right] = [parts(generated), parts(edited)];
  if (left === undefined || right === undefined) {
    return isDeepStrictEqual(generated, edited) ? [] : [{ path, generated, edited }];
  }
  const keys = [...new Set([...left.keys(), ...right.keys()])].filter(
    (key) => !(path === "" && bookkeeping.includes(key)) && key !== "pluginVersion",
  );
  return keys.flatMap((key) => compare(path === "" ? key : `${path}.${key}`, left.get(key), right.get(key)));
}

/** The parts of an object, or of a list whose members have names; all else is one value. */
function parts(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return new Map();
  if (value === null || typeof value !== "object") return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map((member: unknown) => nameOf(member));
  return names.every((name) => name !== undefined)
    ? new Map(names.map((name, index) => [name, value[index]]))
    : undefined;
}

/** Queries are known by their letter, variables and annotations by their name. */
function nameOf(member: unknown): string | undefined {
  const { refId, name } = (member ?? {}) as { readonly refId?: unknown; readonly name?: unknown };
  const found = refId ?? name;
  return typeof found === "string" ? found : undefined;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (typeof value === "object" && Object.values(value).every(isEmpty));
