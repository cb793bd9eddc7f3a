import { expect, test } from "vitest";
import { type ComparedDashboard, compareDashboards } from "../../commands/dashboard-difference.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { devSettings } from "../support/unit-config.ts";

const [first] = renderDashboards(devSettings());
if (first === undefined) throw new Error("no dashboard to compare");
const generated = JSON.parse(first.json) as ComparedDashboard;
const { panels = [] } = generated;
const [panel] = panels.filter(({ targets }) => targets !== undefined);
if (panel === undefined) throw new Error("no panel to edit");

/** The dashboard with one panel replaced by others. */
const edited = (...others: readonly (typeof panel)[]): ComparedDashboard => ({
  ...generated,
  panels: panels.flatMap((each) => (each === panel ? others : [each])),
});

test("a dashboard does not differ from itself, nor by what Grafana adds for itself", () => {
  expect(compareDashboards(generated, generated)).toEqual([]);
  const stored = {
    ...generated,
    id: 7,
    version: 12,
    panels: panels.map((each) => ({ ...each, pluginVersion: "12.0.0" })),
  };
  expect(compareDashboards(generated, stored)).toEqual([]);
  expect(
    compareDashboards(
      generated,
      edited({ ...panel, transparent: false, libraryPanel: null, options: panel["options"] }),
    ),
  ).toEqual([]);
});

test("a query, a unit and a title that were changed are named", () => {
  const [target] = panel["targets"] as readonly { readonly refId: string; readonly expr: string }[];
  const changed = {
    ...panel,
    title: "Mine",
    targets: [{ ...target, expr: "vector(1)" }, ...(panel["targets"] as readonly object[]).slice(1)],
  };
  expect(compareDashboards(generated, edited(changed))).toEqual([
    {
      id: panel.id,
      title: "Mine",
      what: "changed",
      differences: [
        { path: "title", generated: panel.title, edited: "Mine" },
        { path: `targets.${target?.refId}.expr`, generated: target?.expr, edited: "vector(1)" },
      ],
    },
  ]);
});

test("a panel that was removed, one that was added, and a change around the panels", () => {
  expect(compareDashboards(generated, edited())).toEqual([
    { id: panel.id, title: panel.title, what: "removed", differences: [] },
  ]);
  const [added] = compareDashboards(generated, edited(panel, { ...panel, id: 999, title: "New" }));
  expect(added).toMatchObject({ id: 999, title: "New", what: "added" });
  expect(added?.differences).toContainEqual({ path: "type", generated: undefined, edited: panel["type"] });
  expect(compareDashboards(generated, { ...generated, refresh: "1m" })).toEqual([
    {
      title: "the dashboard itself",
      what: "changed",
      differences: [{ path: "refresh", generated: generated["refresh"], edited: "1m" }],
    },
  ]);
});
