import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ExpectedRule, Verification } from "./plan.ts";
import { getJson, getText } from "./server.ts";

/** Asks a server what it runs, and returns how that differs from what was written. */
export async function differences(url: string, source: string, expected: Verification): Promise<readonly string[]> {
  switch (expected.kind) {
    case "prometheus":
      return [...(await ruleDifferences(url, expected.rules)), ...(await jobDifferences(url, expected.jobs))];
    case "alertmanager":
      return alertmanagerDifferences(url, await readFile(join(source, expected.file)));
    case "gauge":
      return (await gaugeValue(url, expected.metric)) === 1 ? [] : [`${expected.metric} is not 1`];
    case "served": {
      const served = await getText(`${url}${expected.path}`);
      return served === (await readFile(join(source, expected.file), "utf8")) ? [] : [`${expected.path} is an old one`];
    }
    default:
      return expected satisfies never;
  }
}

/** A recording rule has no duration and no annotations, and may have no labels. */
interface ActiveRule {
  readonly name: string;
  readonly query: string;
  readonly duration?: number;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}
interface RulesAnswer {
  readonly data: { readonly groups: readonly { readonly name: string; readonly rules: readonly ActiveRule[] }[] };
}

async function ruleDifferences(url: string, expected: readonly ExpectedRule[]): Promise<readonly string[]> {
  const { data } = await getJson<RulesAnswer>(`${url}/api/v1/rules`);
  const active = new Map<string, ActiveRule>(
    data.groups.flatMap(({ name: group, rules }) => rules.map((rule) => [`${group}/${rule.name}`, rule])),
  );
  const found: string[] = [];
  for (const rule of expected) {
    const key = `${rule.group}/${rule.name}`;
    const runs = active.get(key);
    active.delete(key);
    if (runs === undefined) found.push(`rule ${key} is missing`);
    else if (!(await same(url, rule, runs))) found.push(`rule ${key} is another`);
  }
  return [...found, ...[...active.keys()].map((key) => `rule ${key} should not be there`)];
}

async function same(url: string, expected: ExpectedRule, runs: ActiveRule): Promise<boolean> {
  return (
    expected.seconds === (runs.duration ?? 0) &&
    isDeepStrictEqual(expected.labels, runs.labels ?? {}) &&
    isDeepStrictEqual(expected.annotations, runs.annotations ?? {}) &&
    (await formatted(url, expected.query)) === (await formatted(url, runs.query))
  );
}

/** Prometheus prints expressions in its own form, so both sides are brought to it. */
async function formatted(url: string, query: string): Promise<string> {
  const answer = await getJson<{ data: string }>(`${url}/api/v1/format_query?query=${encodeURIComponent(query)}`);
  return answer.data;
}

async function jobDifferences(url: string, expected: readonly string[]): Promise<readonly string[]> {
  const { data } = await getJson<{ data: { scrapePools: string[] } }>(`${url}/api/v1/scrape_pools`);
  return isDeepStrictEqual([...data.scrapePools].sort(), [...expected].sort())
    ? []
    : [`scrape jobs are ${data.scrapePools.join(", ")}`];
}

async function alertmanagerDifferences(url: string, file: Buffer): Promise<readonly string[]> {
  // Alertmanager shows the first six bytes of the file's MD5 as a number.
  const expected = createHash("md5").update(file).digest().readUIntLE(0, 6);
  const active = await gaugeValue(url, "alertmanager_config_hash");
  return active === expected ? [] : [`alertmanager_config_hash is ${active}, not ${expected}`];
}

async function gaugeValue(url: string, metric: string): Promise<number | undefined> {
  const line = (await getText(`${url}/metrics`)).split("\n").find((text) => text.startsWith(`${metric} `));
  return line === undefined ? undefined : Number(line.slice(metric.length + 1));
}
