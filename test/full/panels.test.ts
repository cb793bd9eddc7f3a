import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { projectName, root } from "../../commands/workspace.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { plainValues } from "../../settings/secrets.ts";
import { validate } from "../../settings/settings.ts";
import { findBrowser, hasPages } from "../support/browser.ts";
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

test("Grafana keeps every dashboard as it was given", async () => {
  // The stack's own settings: its ports stand in links.
  const settings = validate(stack.name, plainValues(projectName(), stack.config()));
  for (const { uid, json } of renderDashboards(settings)) {
    const {
      id: _,
      version: __,
      ...stored
    } = dashboards.find((dashboard) => dashboard.uid === uid) as StoredDashboard & {
      readonly id: number;
      readonly version: number;
    };
    expect(stored, uid).toEqual(JSON.parse(json));
  }
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

describe("looks", () => {
  /** Columns of 1280 pixels, without Grafana's margins. */
  const pixelsPerColumn = 51;
  const pixelsPerLetter = 7.5;
  const mostSeries = 50;

  const drawn = () =>
    dashboards.flatMap(({ uid, panels }) =>
      panels.filter(({ type }) => type !== "row").map((panel) => ({ path: `${uid}: ${panel.title}`, panel })),
    );

  test("in a browser where this machine can have one, else by geometry, titles and numbers of series", async () => {
    const browser = (await hasPages(stack.url("grafana"))) ? await findBrowser() : undefined;
    if (browser === undefined) {
      console.warn(
        "NO BROWSER TEST: this Grafana has no web pages, or this machine no browser (CHROMIUM names one). Dashboards were checked by geometry, titles and numbers of series alone.",
      );
      const tooLong = drawn().filter(
        ({ panel }) => panel.title.length * pixelsPerLetter > panel.gridPos.w * pixelsPerColumn,
      );
      expect(tooLong.map(({ path }) => path)).toEqual([]);
      expect(drawn().filter(({ panel }) => panel.gridPos.w < 3 || panel.gridPos.h < 3)).toEqual([]);
      for (const { path, panel } of drawn()) {
        const results = Object.values(await grafana.ask(panel));
        expect(results.flatMap(({ frames = [] }) => frames).length, path).toBeLessThanOrEqual(mostSeries);
      }
      return;
    }
    const pictures = join(root, "test-results", "dashboards");
    mkdirSync(pictures, { recursive: true });
    const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
    await page.setExtraHTTPHeaders({ authorization: grafana.authorization });
    for (const uid of uids) {
      await page.goto(stack.url("grafana", `/d/${uid}?kiosk`), { waitUntil: "networkidle" });
      expect(await page.locator('[data-testid="data-testid Panel status error"]').count(), uid).toBe(0);
      await page.screenshot({ path: join(pictures, `${uid}.png`), fullPage: true });
    }
    await browser.close();
  }, 900_000);
});
