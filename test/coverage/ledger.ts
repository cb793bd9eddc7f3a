import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { z } from "zod";
import type { Fact } from "./declared.ts";
import type { Item } from "./items.ts";

/** Parts of the work that an item may wait for. */
export const parts = ["grafana", "delivery", "logs", "data-observability", "preview", "kubernetes"] as const;

export const verdicts = ["built", "renamed", "replaced", "fixed", "refused", "pending"] as const;
export type Verdict = (typeof verdicts)[number];

const why = z.string().min(15);
const ref = z.string().regex(/^[a-z]+:./, { error: "a reference such as alert:churn/ConsumerDown" });
const refs = z.union([ref, z.array(ref).min(1)]);
const note = z.string().optional();

const shapes: Readonly<Record<Verdict, z.ZodType>> = {
  built: z.strictObject({ built: refs, note }),
  renamed: z.strictObject({ renamed: refs, why }),
  replaced: z.strictObject({ replaced: z.union([z.literal("none"), refs]), why }),
  fixed: z.strictObject({ fixed: refs, why: why.optional() }),
  refused: z.strictObject({ refused: why }),
  pending: z.strictObject({ pending: z.enum(parts), note }),
};

/** What a ledger says of the items that `pattern` names. */
export interface Entry {
  readonly pattern: string;
  readonly verdict: Verdict;
  readonly refs: readonly string[];
  readonly note: string | undefined;
}

/** An inventory's items with what its ledger says of them, and all that is wrong with the ledger. */
export interface Account {
  readonly entries: ReadonlyMap<Item, Entry>;
  readonly unaccounted: readonly Item[];
  readonly faults: readonly string[];
}

const isGlob = (pattern: string): boolean => pattern.includes("*");

function matcher(pattern: string): (id: string) => boolean {
  if (!isGlob(pattern)) return (id) => id === pattern;
  const source = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${source.join(".*")}$`);
  return (id) => expression.test(id);
}

/** The whole name is more specific than any pattern, and a pattern the more so the more of the name it spells out. */
const specificity = (pattern: string): number =>
  isGlob(pattern) ? pattern.replaceAll("*", "").length : Number.POSITIVE_INFINITY;

function parseEntry(pattern: string, value: unknown): Entry | string {
  const fields = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const given = verdicts.filter((verdict) => fields.includes(verdict));
  const [verdict] = given;
  if (verdict === undefined || given.length > 1)
    return `${pattern}: has ${given.join(", ") || "no verdict"}, not one verdict`;
  const { error } = shapes[verdict].safeParse(value);
  if (error !== undefined) return `${pattern}: ${z.prettifyError(error).replaceAll("\n", " ")}`;
  const content = (value as Record<Verdict, string | readonly string[]>)[verdict];
  const named = verdict === "refused" || verdict === "pending" || content === "none" ? [] : [content].flat();
  return { pattern, verdict, refs: named, note: (value as { note?: string }).note };
}

/** A flaw is fixed, or stays for a reason, or waits; all else is there or is not, and cannot be "fixed". */
function verdictFault({ key, id }: Item, { verdict, pattern }: Entry): readonly string[] {
  const allowed = key === "flaws" ? ["fixed", "refused", "pending"] : verdicts.filter((one) => one !== "fixed");
  return allowed.some((one) => one === verdict) ? [] : [`${pattern}: ${id} cannot be ${verdict}`];
}

/** What references are held against. */
export interface References {
  /** What is wrong with a reference, if anything. */
  readonly dangling: (ref: string) => string | undefined;
  /** Whether a reference leads to where people can read why something was done. */
  readonly explains: (ref: string) => boolean;
  /** What the code says of what a reference names. */
  readonly fact: (ref: string) => Fact | undefined;
}

function refFaults({ pattern, verdict, refs: named }: Entry, { dangling, explains }: References): readonly string[] {
  const broken = named.flatMap((one) => {
    const fault = dangling(one);
    return fault === undefined ? [] : [`${pattern}: ${one} ${fault}`];
  });
  if (verdict !== "fixed" || broken.length > 0 || named.some(explains)) return broken;
  return [`${pattern}: names no section of docs/deviations/ that explains it, or of a table there no row (::text)`];
}

/** What is known by a name has it, and an alert its severity and its `for`; where not, the entry must say so. */
function claimFaults(
  item: Item,
  { pattern, verdict, refs: named, note: remark }: Entry,
  { fact }: References,
): readonly string[] {
  const asked = promises.includes(item.key) ? namesOf(item) : [];
  if (verdict !== "built" || asked.length === 0) return [];
  const found = named.map(fact).find((one) => asked.some((name) => name === one?.name));
  if (found === undefined)
    return [`${pattern}: names nothing that is called ${asked[0]}: if it is renamed or replaced, say so`];
  const content = item.content as Record<string, unknown>;
  return item.key !== "alerts" || remark !== undefined
    ? []
    : (["severity", "for"] as const)
        .filter((field) => (content[field] ?? "") !== "" && String(content[field]).toLowerCase() !== found[field])
        .map(
          (field) => `${pattern}: ${field} is ${found[field]}, the document says ${content[field]}: say why in a note`,
        );
}

/** Keys under which things have names that the document's readers look for. */
const promises = ["metrics", "recording_rules", "alerts", "dashboards", "scrape_jobs"];

function namesOf({ content }: Item): readonly string[] {
  const { name, title, job } = content as Record<string, unknown>;
  return [name, title, job].filter((one): one is string => typeof one === "string" && one !== "");
}

/** Holds a ledger against an inventory's items. */
export function account(items: readonly Item[], ledger: unknown, references: References): Account {
  const parsed = Object.entries(ledger as Record<string, unknown>).map(([pattern, value]) =>
    parseEntry(pattern, value),
  );
  const valid = parsed.filter((entry) => typeof entry !== "string");
  const candidates = valid.map((entry) => ({ entry, matches: matcher(entry.pattern) }));
  const entries = new Map<Item, Entry>();
  const unaccounted: Item[] = [];
  const ambiguous: string[] = [];
  for (const item of items) {
    const [best, next] = candidates
      .filter(({ matches }) => matches(item.id))
      .map(({ entry }) => entry)
      .sort((one, other) => specificity(other.pattern) - specificity(one.pattern) || 0);
    if (best === undefined) unaccounted.push(item);
    else {
      entries.set(item, best);
      if (next !== undefined && specificity(next.pattern) === specificity(best.pattern)) {
        ambiguous.push(`${item.id}: ${best.pattern} and ${next.pattern} are equally specific`);
      }
    }
  }
  const used = new Set(entries.values());
  return {
    entries,
    unaccounted,
    faults: [
      ...parsed.filter((entry) => typeof entry === "string"),
      ...unaccounted.map(({ id }) => `${id}: has no entry`),
      ...ambiguous,
      ...valid
        .filter((entry) => !used.has(entry))
        .map(({ pattern }) => `${pattern}: matches no item, or only items that others name better`),
      ...[...entries].flatMap(([item, entry]) => [
        ...verdictFault(item, entry),
        ...claimFaults(item, entry, references),
      ]),
      ...valid.flatMap((entry) => refFaults(entry, references)),
    ],
  };
}

const folder = join(import.meta.dirname, "ledger");

/** Names of the inventories that have a ledger. */
export const ledgerNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.replace(/\.yaml$/, ""));

/** The ledger of an inventory; an id that stands in it twice is refused by the parser. */
export function readLedger(name: string): unknown {
  const file = join(folder, `${name}.yaml`);
  if (!existsSync(file)) throw new Error(`test/coverage/ledger/${name}.yaml does not exist`);
  const [ledger = {}] = loadAll(readFileSync(file, "utf8"));
  return ledger;
}
