import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** One thing that a document asks for, or one of its flaws. */
export interface Item {
  /** `<key>/<name>`, readable and stable: ledgers name items by it. */
  readonly id: string;
  /** The inventory's top-level key that it stands under. */
  readonly key: string;
  /** What the inventory says of it. */
  readonly content: unknown;
}

type Entry = Readonly<Record<string, unknown>>;
interface Found {
  readonly name: string;
  readonly content: unknown;
}
type Walk = (value: unknown) => readonly Found[];

const isEntry = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

function unknownShape(what: string, value: unknown): never {
  throw new Error(`${what} has a shape that is not walked: ${JSON.stringify(value)?.slice(0, 100)}`);
}

const entries = (value: unknown): readonly Entry[] =>
  Array.isArray(value)
    ? value.map((entry) => (isEntry(entry) ? entry : unknownShape("a list of entries", entry)))
    : unknownShape("a list", value);

/** The first of the fields that says something. */
function by(...fields: readonly string[]): (entry: Entry) => string {
  return (entry) => {
    const value = fields.map((field) => entry[field]).find((candidate) => isText(candidate) && candidate !== "");
    return value === undefined ? unknownShape(`an entry without ${fields.join(", ")}`, entry) : short(String(value));
  };
}

/** All of the fields that say something. */
const path =
  (...fields: readonly string[]) =>
  (entry: Entry): string =>
    fields.flatMap((field) => (isText(entry[field]) ? [String(entry[field])] : [])).join("/") ||
    unknownShape(`an entry without ${fields.join(", ")}`, entry);

/** An item per entry of a list. */
const each =
  (nameOf: (entry: Entry) => string): Walk =>
  (value) =>
    entries(value).map((entry) => ({ name: nameOf(entry), content: entry }));

/** An item per entry of a list, and one for each member of the lists and maps that it holds. */
const deep =
  (nameOf: (entry: Entry) => string): Walk =>
  (value) =>
    entries(value).flatMap((entry) => {
      const name = nameOf(entry);
      const inner = Object.values(entry).flatMap(members);
      return [{ name, content: entry }, ...inner.map((found) => ({ ...found, name: `${name}/${found.name}` }))];
    });

function members(value: unknown): readonly Found[] {
  if (Array.isArray(value)) return value.map((content: unknown) => ({ name: memberName(content), content }));
  return isEntry(value) ? Object.entries(value).map(([name, content]) => ({ name, content })) : [];
}

const memberName = (value: unknown): string => {
  if (isText(value)) return short(String(value));
  return isEntry(value) ? by("name", "component", "path")(value) : unknownShape("a member", value);
};

const plain: Walk = (value) =>
  Array.isArray(value) && value.every(isText) ? members(value) : unknownShape("a plain list", value);

/** An item per dashboard, variable and panel. */
const dashboards: Walk = (value) =>
  entries(value).flatMap((dashboard) => {
    const title = dashboard["title"] === "" ? "untitled" : by("title")(dashboard);
    const inner = [...entries(dashboard["variables"] ?? []), ...entries(dashboard["panels"])];
    return [
      { name: title, content: { ...dashboard, panels: undefined } },
      ...inner.map((content) => ({ name: `${title}/${by("name", "title")(content)}`, content })),
    ];
  });

/** Remarks of the inventory's author. */
const isRemark = (field: string): boolean => /(^|_)note$/.test(field) || field === "config_given";

const matchText = (value: unknown): string | undefined =>
  isEntry(value)
    ? Object.entries(value)
        .map(([name, text]) => `${name}=${text}`)
        .join(" ")
    : undefined;

/** Names of what is listed below `alertmanager`. */
const alertmanagerLists: Readonly<Record<string, (entry: Entry) => readonly Found[]>> = {
  receivers: (receiver) => [
    { name: by("name")(receiver), content: receiver },
    ...Object.entries(receiver)
      .filter(([, value]) => Array.isArray(value))
      .flatMap(([kind, configs]) => entries(configs).map((config) => [kind, config] as const))
      .flatMap(([kind, config]) =>
        members(config).map(({ name, content }) => ({ name: `${by("name")(receiver)}/${kind}/${name}`, content })),
      ),
  ],
  routes: ({ match, level, ...fields }) => {
    const name = matchText(match) ?? (isText(level) ? String(level) : "root");
    return members(fields).map((field) => ({ ...field, name: `${name}/${field.name}` }));
  },
  inhibitions: (rule) => [
    { name: `source ${matchText(rule["source_match"]) ?? unknownShape("an inhibition", rule)}`, content: rule },
  ],
};

const alertmanager: Walk = (value) => {
  if (!isEntry(value)) return unknownShape("alertmanager", value);
  return Object.entries(value)
    .filter(([field]) => !isRemark(field))
    .flatMap(([field, content]) => {
      if (isText(content)) return [{ name: field, content }];
      const listed = alertmanagerLists[field];
      const found =
        listed === undefined
          ? isEntry(content)
            ? members(content)
            : plain(content)
          : entries(content).flatMap(listed);
      return found.map((one) => ({ ...one, name: `${field}/${one.name}` }));
    });
};

/** An item per sensor, per metric and configured thing of it, and per sentence about what it does. */
const sensors: Walk = (value) => [
  ...deep(by("name"))(value),
  ...entries(value).flatMap((sensor) =>
    ["interval", "queries", "computes", "thresholds", "grouping_key"]
      .filter((field) => isText(sensor[field]))
      .map((field) => ({ name: `${by("name")(sensor)}/${field}`, content: sensor[field] })),
  ),
];

/** Name of an entry of prose: what kind, and which one. */
const proseName = (entry: Entry): string => {
  const which = [entry["id"], entry["title"] ?? entry["name"]].filter(isText).join(" ");
  return [by("kind")(entry), which].filter((part) => part !== "").join("/");
};

/** What an inventory says of itself. */
const headings = ["pipeline", "source", "title"];

const walks: Readonly<Record<string, Walk>> = {
  scrape_jobs: each(by("job", "note")),
  settings: each(path("component", "key")),
  alertmanager,
  jmx_patterns: each(by("resulting_metric")),
  metrics: each(by("name", "note")),
  recording_rules: each(by("name")),
  alerts: each(by("name")),
  dashboards,
  sensors,
  logging: deep(path("what", "item", "name", "tool")),
  health_endpoints: deep(by("url")),
  tests: each(by("name")),
  tests_and_acceptance: each(by("name")),
  runbooks: each(by("alert")),
  runbooks_or_troubleshooting: each(by("name")),
  cardinality_budget: each(by("component")),
  cardinality_guardrails: plain,
  docs_other: deep(proseName),
  generators: deep(by("name")),
  flaws: each(by("id", "where")),
};

/** Cut at a word's end: a name is no text. */
function short(text: string): string {
  if (text.length <= 60) return text;
  const cut = text.slice(0, 60);
  const space = cut.lastIndexOf(" ");
  return space === -1 ? cut : cut.slice(0, space);
}

/** Without what means something in YAML or in a ledger's globs. */
const clean = (name: string): string =>
  name
    .replaceAll(/["'`]+/g, "")
    .replaceAll(/[*#\s]+/g, " ")
    .replaceAll(/:(?= |$)/g, "")
    .replaceAll(/ +/g, " ")
    .trim();

/** Every item of an inventory, in its order; a key or a shape that is not known is refused, never passed over. */
export function itemsOf(inventory: unknown): readonly Item[] {
  if (!isEntry(inventory)) return unknownShape("an inventory", inventory);
  const seen = new Map<string, number>();
  return Object.entries(inventory).flatMap(([key, value]) => {
    if (headings.includes(key)) return [];
    const walk = walks[key] ?? unknownShape(`the key ${key}`, value);
    return walk(value).map(({ name, content }) => {
      const id = clean(`${key}/${name}`);
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      return { id: count === 1 ? id : `${id}#${count}`, key, content };
    });
  });
}

const folder = join(import.meta.dirname, "inventories");

/** Names of the inventories: the documents'. */
export const inventoryNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.replace(/\.yaml$/, ""))
    .sort();

/** An inventory as its file holds it. */
export const readInventory = (name: string): unknown => load(readFileSync(join(folder, `${name}.yaml`), "utf8"));
