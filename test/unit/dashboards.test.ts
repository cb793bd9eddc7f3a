import { describe, expect, test } from "vitest";
import { trackedSettings } from "../../commands/rendered-files.ts";
import { dataSources, folders, homeUid } from "../../dashboards/definition.ts";
import { panelUrl } from "../../dashboards/links.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { pipelines } from "../../pipelines.ts";
import { validate } from "../../settings/settings.ts";
import { allAlerts, devSettings, stackConfig } from "../support/unit-config.ts";
import {
  crowdingFaults,
  type DashboardModel,
  dashboardModels,
  layoutFaults,
  modelOf,
  panelFaults,
  panelOf,
  titlesByRow,
  twice,
  variableFaults,
} from "../support/unit-dashboard.ts";

const settings = devSettings();
const rendered = renderDashboards(settings);
const models = dashboardModels(settings);
const definitions = pipelines.flatMap(({ catalogue, dashboards }) =>
  dashboards.map((definition) => ({
    uid: definition.uid,
    pipeline: catalogue.name,
    definition,
    panels: definition.panels({ tuning: (alert) => settings.tuning(catalogue.name, alert) }),
  })),
);

/** The panels that the monitoring guide of the churn pipeline asks for. */
const documentPanels = [
  "Message Processing Rate (msg/sec)",
  "Success Rate (%)",
  "Average Processing Latency (seconds)",
  "Error Types Distribution",
  "95th Percentile Latency by Operation",
  "Consumer Health",
] as const;

describe("dashboards", () => {
  test("are all that the pipelines declare, each with a uid and a title of its own", () => {
    expect(models.length).toBeGreaterThan(0);
    expect(models.map(({ uid }) => uid)).toEqual([homeUid, ...definitions.map(({ uid }) => uid)]);
    expect(twice(models.map(({ uid }) => uid))).toEqual([]);
    expect(twice(models.map(({ title }) => title))).toEqual([]);
    // Grafana refuses longer uids and other characters.
    for (const { uid } of models) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
    for (const { folder } of rendered) expect(Object.keys(folders)).toContain(folder);
  });

  test("have titles that Grafana takes: none twice in a folder, none that is its folder's", () => {
    const all = pipelines.flatMap(({ dashboards }) => dashboards);
    expect(twice(all.map(({ folder, title }) => `${folder}/${title}`))).toEqual([]);
    expect(all.filter(({ folder, title }) => title === folders[folder]).map(({ uid }) => uid)).toEqual([]);
  });

  test.each(models)("$uid has panels, ids of their own, and room for each", (model) => {
    expect(model.panels.length).toBeGreaterThan(0);
    expect(twice(model.panels.map(({ id }) => id))).toEqual([]);
    expect(twice(titlesByRow(model))).toEqual([]);
    expect(layoutFaults(model)).toEqual([]);
    expect(crowdingFaults(model)).toEqual([]);
  });

  test.each(definitions)("$uid has panel keys and ids that links can name", ({ panels, definition }) => {
    expect(twice(panels.map(({ key }) => key))).toEqual([]);
    expect(twice(panels.map(({ id }) => id))).toEqual([]);
    for (const { key, id } of panels) {
      expect(key).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(panelUrl(settings, `${definition.uid}/${key}`)).toBe(
        `${settings.links.grafana}/d/${definition.uid}?viewPanel=${id}`,
      );
    }
  });

  test.each(models.flatMap((model) => model.panels.map((panel) => ({ path: `${model.uid}: ${panel.title}`, panel }))))(
    "$path says what it shows, in which unit, and asks for something",
    ({ panel }) => {
      expect(panelFaults(panel)).toEqual([]);
      expect(panel.datasource?.uid).toBe(dataSources.prometheus);
    },
  );

  test.each(models)("$uid uses every variable it has, and has every one it uses", (model) => {
    expect(variableFaults(model)).toEqual([]);
    for (const { datasource, query } of model.templating.list) {
      expect(datasource.uid).toBe(dataSources.prometheus);
      expect(query).toMatch(/^label_values\(.+, \w+\)$/);
    }
  });

  test("have variables at all, so that the check of them has something to check", () => {
    expect(models.flatMap((model) => model.templating.list).length).toBeGreaterThan(0);
  });

  test.each(models)("$uid has queries that differ by their letter", ({ panels }) => {
    for (const { targets = [] } of panels) expect(twice(targets.map(({ refId }) => refId))).toEqual([]);
  });

  test.each(documentPanels)("of churn have the document's panel %s once", (title) => {
    const churn = models.filter(({ uid }) => uid.startsWith("churn"));
    expect(churn.flatMap(({ panels }) => panels).filter((panel) => panel.title === title)).toHaveLength(1);
  });

  test("are the same bytes for the same settings, whatever the order of the config's keys", () => {
    for (const stack of ["dev", "prod"]) {
      const config = stackConfig(stack);
      const turned = Object.fromEntries(Object.entries(config).reverse());
      expect(renderDashboards(validate(stack, turned))).toEqual(renderDashboards(trackedSettings(stack)));
    }
  });

  test("fail where an alert names a panel that is not there", () => {
    expect(() => panelUrl(settings, "churn-consumer/none")).toThrow("no panel churn-consumer/none");
    expect(() => panelUrl(settings, "none/scrape")).toThrow("no panel none/scrape");
  });
});

describe("thresholds follow stack config", () => {
  const other = devSettings({
    "alerts.churn.HighErrorRate.threshold": 0.2,
    "alerts.churn.HighProcessingLatency.threshold": 2.5,
    "alerts.churn.ConsumerLagIncreasing.threshold": 1234,
    "alerts.churn.ConsumerLagHigh.threshold": 56_789,
    "alerts.churn.LowThroughput.threshold": 7,
    "alerts.monitoring.SeriesNearLimit.threshold": 0.7,
    "alerts.monitoring.PushedDataStale.threshold": 7200,
    "alerts.monitoring.NotificationsFailing.threshold": 0.03,
  });

  test.each([
    ["churn-consumer/success-rate", [95, 99], [80, 96]],
    ["churn-consumer/latency-by-operation", [1], [2.5]],
    ["churn-consumer/consumer-lag", [1000, 10_000], [1234, 56_789]],
    ["churn-consumer/processing-rate", [1], [7]],
    ["monitoring-self/samples-of-limit", [0.9], [0.7]],
    ["monitoring-self/push-age", [3600], [7200]],
    ["monitoring-self/notifications-failed", [0.01], [0.03]],
  ] as const)("in %s", (reference, usual, changed) => {
    expect(panelOf(settings, reference).steps).toEqual(usual);
    expect(panelOf(other, reference).steps).toEqual(changed);
    expect(panelOf(other, reference).description).not.toBe(panelOf(settings, reference).description);
  });

  test("in every panel of an alert with a threshold", () => {
    const watched = allAlerts.filter(({ alert }) => alert.numbers["threshold"] !== undefined);
    expect(watched.length).toBeGreaterThan(0);
    for (const { alert } of watched) expect(panelOf(settings, alert.panel).steps, alert.name).not.toEqual([]);
  });

  test.each([
    ["as they are", settings],
    ["where two alerts' thresholds are turned around", devSettings({ "alerts.churn.ConsumerLagHigh.threshold": 10 })],
  ])("and rise from step to step, %s", (_, configured) => {
    const panels = dashboardModels(configured).flatMap((model) => model.panels);
    const steps = panels.map(({ fieldConfig }) =>
      (fieldConfig.defaults.thresholds?.steps ?? []).flatMap(({ value }) => (value === null ? [] : [value])),
    );
    expect(steps.filter((values) => values.length > 1).length).toBeGreaterThan(0);
    for (const values of steps) expect(values).toEqual([...values].sort((a, b) => a - b));
  });
});

describe("the checks catch", () => {
  const dashboard = rendered.find(({ uid }) => uid === "churn-consumer");
  if (dashboard === undefined) throw new Error("no dashboard to break");
  const good = modelOf(dashboard);
  const [first, second] = good.panels;
  if (first === undefined || second === undefined) throw new Error("too few panels to break");
  const at = (x: number, y: number, w: number, h: number) => ({ ...first, title: "moved", gridPos: { x, y, w, h } });

  test("panels that overlap, wholly or by a column", () => {
    expect(layoutFaults({ panels: [at(0, 0, 12, 8), at(0, 0, 12, 8)] })).toEqual(["moved and moved overlap"]);
    expect(layoutFaults({ panels: [at(0, 0, 13, 8), at(12, 7, 12, 8)] })).toEqual(["moved and moved overlap"]);
    expect(layoutFaults({ panels: [at(0, 0, 12, 8), at(12, 0, 12, 8), at(0, 8, 24, 1)] })).toEqual([]);
  });

  test.each([
    [13, 0, 12, 8],
    [-1, 0, 12, 8],
    [0, -1, 12, 8],
    [0, 0, 0, 8],
    [0, 0, 25, 8],
    [0.5, 0, 12, 8],
  ])("a panel beyond the grid: %d, %d, %d, %d", (x, y, w, h) => {
    expect(layoutFaults({ panels: [at(x, y, w, h)] })).toEqual(["moved is beyond the grid"]);
  });

  test.each([
    ["no description", { ...first, description: "" }, "has no description"],
    ["no unit", { ...first, fieldConfig: { defaults: {} } }, "has no unit"],
    ["no query", { ...first, targets: [] }, "asks for nothing"],
    ["an empty query", { ...first, targets: [{ refId: "A", expr: " ", legendFormat: "x" }] }, "query A of"],
    ["no legend", { ...first, targets: [{ refId: "A", expr: "up" }] }, "has no legend"],
  ])("a panel with %s", (_, panel, fault) => {
    expect(panelFaults(first)).toEqual([]);
    expect(panelFaults(panel).join("\n")).toContain(fault);
  });

  test("variables that nothing uses, that nobody declares, that ask for nothing, or are there twice", () => {
    const [variable] = good.templating.list;
    if (variable === undefined) throw new Error("no variable to break");
    const list = (...variables: DashboardModel["templating"]["list"]) => ({ ...good, templating: { list: variables } });
    expect(variableFaults(list(variable, { ...variable, name: "topic" }))).toEqual(["nothing uses $topic"]);
    expect(variableFaults(list())).toEqual(["$instance is not declared"]);
    expect(variableFaults(list({ ...variable, query: "" }))).toEqual(["$instance asks for nothing"]);
    expect(variableFaults(list(variable, variable))).toEqual(["$instance is there twice"]);
    const grafanas = { ...first, targets: [{ refId: "A", expr: "rate(x[$__rate_interval])" }] };
    expect(variableFaults({ ...good, panels: [...good.panels, grafanas] })).toEqual([]);
  });

  test("more than 40 panels, and a title that does not fit", () => {
    const panels = Array.from({ length: 41 }, () => at(0, 0, 12, 8));
    expect(crowdingFaults({ panels })).toEqual(["41 panels, more than 40"]);
    const title = "A title of so many words that six columns cannot hold it";
    expect(crowdingFaults({ panels: [{ ...at(0, 0, 6, 8), title }] })).toEqual([`${title} is too long for 6 columns`]);
    expect(crowdingFaults({ panels: [at(0, 0, 12, 8)] })).toEqual([]);
  });

  test("what is there twice", () => {
    expect(twice([1, 2, 1])).toEqual([1]);
  });
});
