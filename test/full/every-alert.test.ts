import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { budgetRows, measuredSamples } from "../../commands/budget.ts";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { simulations } from "../../exporters/simulator/simulations.ts";
import { type Pipeline, pipelines } from "../../pipelines.ts";
import type { Alert } from "../../rules/alert.ts";
import { crossed, panelWithThreshold, shownValues } from "../support/panel-crossing.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { eventually, getJson, run, TestStack } from "../support/test-stack.ts";
import { devSettings } from "../support/unit-config.ts";

/** Seconds between scrapes, and between evaluations. */
const scrape = 2;

/** How long each alert takes to fire and to clear is shortened by stack config; its expression stays as it is. */
const shortened = (alert: Alert) => ({
  for: `${scrape}s`,
  ...(alert.window === undefined ? {} : { window: `${Math.max(16, Math.ceil((2 * scrape) / alert.shortWindow))}s` }),
  // Half a minute after the last push is as good as an hour.
  ...(alert.name === "PushedDataStale" ? { threshold: 61 } : {}),
});

const tunings = Object.fromEntries(
  pipelines.map(({ catalogue, alerts }) => [
    catalogue.name,
    Object.fromEntries(alerts.alerts.map((alert) => [alert.name, shortened(alert)])),
  ]),
);

const quick = {
  prometheus: { scrapeInterval: `${scrape}s`, scrapeTimeout: `${scrape}s`, evaluationInterval: `${scrape}s` },
  alerts: tunings,
};

/** The settings of the stack, as far as panels depend on them. */
const tuned = devSettings(quick);

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.make(quick);
  await stack.run("password");
  await stack.up();
}, 600_000);

afterAll(() => stack?.destroy(), 120_000);

interface ActiveAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
}

/** Names of the alerts of a pipeline that fire. */
async function firing(pipeline: string): Promise<ReadonlySet<string>> {
  const { data } = await getJson<{ data: { alerts: ActiveAlert[] } }>(`${stack.url("prometheus")}/api/v1/alerts`);
  return new Set(
    data.alerts
      .filter(({ state, labels }) => state === "firing" && labels["pipeline"] === pipeline)
      .map(({ labels }) => labels["alertname"] ?? ""),
  );
}

const play = async (simulation: string, scenario: string): Promise<void> => {
  const answer = await fetch(`${stack.url("simulator")}/scenario/${simulation}/${scenario}`, { method: "POST" });
  expect(answer.status).toBe(200);
};

/** The pipeline whose alerts a simulation's scenarios speak of. */
function ownerOf(simulation: string): Pipeline {
  const found = pipelines.filter(({ catalogue }) => `${simulation}-`.startsWith(`${catalogue.name}-`));
  const [owner] = found.toSorted((one, other) => other.catalogue.name.length - one.catalogue.name.length);
  if (owner === undefined) throw new Error(`${simulation} is of no pipeline`);
  return owner;
}

const prometheus = () => prometheusApi(stack.url("prometheus"));

/** The panels with the thresholds of some alerts, and what they show now. */
const watchedPanels = (owner: Pipeline, names: readonly string[]) =>
  Promise.all(
    owner.alerts.alerts
      .filter(({ name }) => names.includes(name))
      .flatMap((alert) => {
        const panel = panelWithThreshold(alert, tuned);
        return panel === undefined ? [] : [{ alert: alert.name, panel }];
      })
      .map(async (watched) => ({ ...watched, before: await shownValues(watched.panel, prometheus()) })),
  );

const played = simulations().map(({ pipeline: simulation, scenarios }) => ({
  simulation,
  owner: ownerOf(simulation),
  scenarios: [...scenarios].filter(([, { alerts }]) => alerts.length > 0),
  known: new Set([...scenarios.values()].flatMap(({ alerts }) => alerts)),
}));

/** What no simulated application can bring about; each has a test of its own below, or shows while all is well. */
const elsewhere = new Set(["TargetAbsent", "Watchdog", "RuleEvaluationFailing", "SeriesNearLimit", "TargetDown"]);

test("there is a scenario for every alert", () => {
  const named = new Set(
    played.flatMap(({ owner, known }) => [...known].map((name) => `${owner.catalogue.name}/${name}`)),
  );
  const unnamed = pipelines.flatMap(({ catalogue, alerts }) =>
    alerts.alerts
      .filter(({ name, runbooks }) => !(elsewhere.has(name) && (runbooks !== undefined || name === "Watchdog")))
      .map(({ name }) => `${catalogue.name}/${name}`)
      .filter((name) => !named.has(name)),
  );
  expect(unnamed).toEqual([]);
});

test("the series of every job fit its budget", async () => {
  const settings = trackedSettings("dev");
  const rows = await eventually("a scrape of every job", 60, async () => {
    const all = budgetRows(settings, await measuredSamples(stack.url("prometheus")));
    return all.every(({ measured }) => measured !== undefined) ? all : undefined;
  });
  console.table(rows);
  expect(rows.filter(({ measured = 0, budget }) => measured > budget)).toEqual([]);
});

// The simulations do not meet, so all of them are played at once.
describe.concurrent("in a real Prometheus", () => {
  test.each(played)(
    "every scenario of $simulation fires its alerts, and they clear",
    async ({ simulation, owner, scenarios, known }) => {
      const { name } = owner.catalogue;
      const own = async (): Promise<string> =>
        [...(await firing(name))]
          .filter((one) => known.has(one))
          .sort()
          .join(" ");
      await eventually(`${simulation} healthy at the start`, 120, async () => {
        const now = await own();
        if (now === "") return true;
        throw new Error(now);
      });
      const times: string[] = [];
      const unseen: string[] = [];
      for (const [scenario, { alerts }] of scenarios) {
        const wanted = [...alerts].sort().join(" ");
        const panels = await watchedPanels(owner, alerts);
        const begin = performance.now();
        await play(simulation, scenario);
        await eventually(`${simulation}/${scenario}: ${wanted}`, 150, async () => {
          const now = await own();
          if (now === wanted) return true;
          throw new Error(now);
        });
        const fired = performance.now();
        for (const { alert, panel, before } of panels) {
          const after = await shownValues(panel, prometheus());
          // What the alert remembers for long, the panel may have forgotten.
          if (!crossed(panel, before, after)) unseen.push(`${scenario}: ${alert}: ${before} -> ${after}`);
        }
        await play(simulation, "healthy");
        await eventually(`${simulation}/${scenario} over`, 150, async () => {
          const now = await own();
          if (now === "") return true;
          throw new Error(now);
        });
        const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(0);
        times.push(`${scenario} ${seconds(begin, fired)}+${seconds(fired, performance.now())} s`);
      }
      console.log(`${simulation}: ${times.join(", ")}`);
      expect(unseen, "panels that do not show what their alert fires for").toEqual([]);
    },
    1_500_000,
  );
});

describe("of the stack itself", () => {
  test("Watchdog fires, and reaches nobody", async () => {
    await eventually("Watchdog", 60, async () => ((await firing("monitoring")).has("Watchdog") ? true : undefined));
    const mail = await getJson<{ total: number; items: { Content: { Headers: { Subject: string[] } } }[] }>(
      `${stack.url("mail")}/api/v2/messages?limit=500`,
    );
    expect(
      mail.items.flatMap(({ Content }) => Content.Headers.Subject).filter((each) => /Watchdog/.test(each)),
    ).toEqual([]);
  });

  test("TargetDown fires for a server that is gone, and clears when it is back", async () => {
    const container = stack.container("blackbox-exporter");
    await run("docker", ["stop", container]);
    await eventually("TargetDown", 60, async () => ((await firing("monitoring")).has("TargetDown") ? true : undefined));
    await run("docker", ["start", container]);
    await eventually("TargetDown over", 60, async () =>
      (await firing("monitoring")).has("TargetDown") ? undefined : true,
    );
  }, 150_000);

  test("TargetAbsent fires where discovery finds nothing, and clears when it finds a target", async () => {
    const api = (name: string) => ({
      pipelines: { trade: { targets: { "graphql-api": { dns: [{ name, type: "A", port: 8046 }] } } } },
      monitoring: {},
    });
    stack.configure(api("nobody.invalid"));
    await stack.up();
    await eventually("TargetAbsent", 60, async () => ((await firing("trade")).has("TargetAbsent") ? true : undefined));
    stack.configure(api("simulator"));
    await stack.up();
    await eventually("TargetAbsent over", 90, async () =>
      (await firing("trade")).has("TargetAbsent") ? undefined : true,
    );
  }, 400_000);
});
