import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { grafanaApi, hasValues, type StoredDashboard, type StoredPanel } from "../support/grafana-api.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { eventually, TestStack } from "../support/test-stack.ts";

let stack: TestStack;
let grafana: Awaited<ReturnType<typeof grafanaApi>>;
let dashboards: readonly StoredDashboard[];

beforeAll(async () => {
  stack = await TestStack.make({ prometheus: { scrapeInterval: "5s", scrapeTimeout: "5s", evaluationInterval: "5s" } });
  grafana = await grafanaApi(stack);
  await stack.up();
  await grafana.ready();
  dashboards = await grafana.dashboards();
}, 600_000);

afterAll(() => stack?.destroy(), 120_000);

/** Queries of a panel that return nothing, or a fault. */
async function emptyQueries(panel: StoredPanel): Promise<readonly string[]> {
  const results = await grafana.ask(panel);
  return Object.entries(results).flatMap(([refId, { error, frames }]) => {
    if (error !== undefined) return [`${refId}: ${error}`];
    return hasValues(frames) ? [] : [`${refId} returns nothing`];
  });
}

/** Panels whose emptiness is good news say so in place of "no data". */
const mayBeEmpty = ({ fieldConfig }: StoredPanel): boolean => fieldConfig?.defaults?.noValue !== "no data";

const uids = renderDashboards(trackedSettings("dev")).map(({ uid }) => uid);

test("Grafana has every dashboard that is rendered", () => {
  expect(dashboards.map(({ uid }) => uid).sort()).toEqual([...uids].sort());
});

describe("with the simulated pipelines healthy, every query of every panel returns data", () => {
  test.each(uids)(
    "of %s",
    async (uid) => {
      const panels = dashboards.find((dashboard) => dashboard.uid === uid)?.panels.filter(({ type }) => type !== "row");
      expect(panels).not.toEqual([]);
      await eventually(`data in ${uid}`, 420, async () => {
        const faults: string[] = [];
        for (const panel of panels ?? []) {
          const empty = (await emptyQueries(panel)).filter((fault) => !(mayBeEmpty(panel) && /nothing$/.test(fault)));
          faults.push(...empty.map((fault) => `${panel.title}: ${fault}`));
        }
        if (faults.length === 0) return true;
        throw new Error(faults.join("\n"));
      });
    },
    450_000,
  );

  test("and every variable has values", async () => {
    const prometheus = prometheusApi(stack.url("prometheus"));
    const variables = dashboards.flatMap(({ uid, templating }) =>
      (templating?.list ?? []).map(({ name, query }) => ({ path: `${uid}: $${name}`, name, query })),
    );
    expect(variables.length).toBeGreaterThan(0);
    for (const { path, name, query } of variables) {
      const [, series = ""] = /^label_values\((.+), \w+\)$/.exec(query) ?? [];
      // One variable may narrow another.
      const found = await prometheus.query(`count by (${name}) (${series.replaceAll(/\$\w+/g, ".+")})`);
      expect(found.filter(({ metric }) => metric[name]).length, path).toBeGreaterThan(0);
    }
  });
});
