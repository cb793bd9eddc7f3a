import { panelUrl } from "../../dashboards/links.ts";
import { type RenderedDashboard, renderDashboards } from "../../dashboards/render.ts";
import type { PanelRef } from "../../rules/alert.ts";
import type { Settings } from "../../settings/settings.ts";

/** A panel as far as the tests look into the dashboard's model. */
export interface PanelModel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr?: string; readonly legendFormat?: string; readonly refId: string }[];
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit?: string;
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
      readonly custom?: { readonly thresholdsStyle?: { readonly mode: string } };
    };
  };
}

/** A dashboard's model as Grafana takes it, as far as the tests look into it. */
export interface DashboardModel {
  readonly uid: string;
  readonly title: string;
  /** Without the titles of rows. */
  readonly panels: readonly PanelModel[];
  readonly rows: readonly PanelModel[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly query: string;
      readonly datasource: { readonly uid: string };
    }[];
  };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

/** A dashboard's model; one without variables has no list of them. */
export function modelOf({ json }: RenderedDashboard): DashboardModel {
  const model = JSON.parse(json) as DashboardModel & { readonly templating: Partial<DashboardModel["templating"]> };
  const isRow = ({ type }: PanelModel): boolean => type === "row";
  return {
    ...model,
    panels: model.panels.filter((panel) => !isRow(panel)),
    rows: model.panels.filter(isRow),
    templating: { list: model.templating.list ?? [] },
  };
}

/** The dashboards of these settings; none at all fails. */
export function dashboardModels(settings: Settings): readonly DashboardModel[] {
  const models = renderDashboards(settings).map(modelOf);
  if (models.length === 0) throw new Error("no dashboards");
  return models;
}

/** The panel at a link such as `/d/<uid>?viewPanel=<id>`, if there is one. */
export function panelAt(models: readonly DashboardModel[], link: string): PanelModel | undefined {
  const { pathname, searchParams } = new URL(link);
  const [, uid] = /\/d\/([^/]+)$/.exec(pathname) ?? [];
  return models
    .find((model) => model.uid === uid)
    ?.panels.find(({ id }) => String(id) === searchParams.get("viewPanel"));
}

/** A panel by an alert's reference, `<dashboard uid>/<panel key>`: its text, and the values at which it changes colour. */
export function panelOf(settings: Settings, reference: PanelRef): { description: string; steps: readonly number[] } {
  const panel = panelAt(dashboardModels(settings), panelUrl(settings, reference));
  if (panel === undefined) throw new Error(`no panel ${reference}`);
  const { thresholds, custom } = panel.fieldConfig.defaults;
  // On a graph a threshold shows only as a line.
  const shown = panel.type !== "timeseries" || custom?.thresholdsStyle?.mode === "line";
  const steps = shown ? (thresholds?.steps ?? []).flatMap(({ value }) => (value === null ? [] : [value])) : [];
  return { description: panel.description ?? "", steps };
}

/** Variables of the dashboard, without Grafana's own, that its texts use but nobody declares, or the other way round. */
export function variableFaults(model: DashboardModel): readonly string[] {
  const declared = model.templating.list.map(({ name }) => name);
  const texts = model.panels.flatMap(({ title, targets = [] }) => [title, ...targets.map(({ expr = "" }) => expr)]);
  const used = new Set(
    texts
      .flatMap((text) => [...text.matchAll(/\$\{?([a-z_]\w*)/gi)].map(([, name]) => name ?? ""))
      .filter((name) => !name.startsWith("__")),
  );
  return [
    ...declared.filter((name) => !used.has(name)).map((name) => `nothing uses $${name}`),
    ...[...used].filter((name) => !declared.includes(name)).map((name) => `$${name} is not declared`),
    ...declared.filter((name, index) => declared.indexOf(name) !== index).map((name) => `$${name} is there twice`),
    ...model.templating.list.filter(({ query }) => !/\w/.test(query)).map(({ name }) => `$${name} asks for nothing`),
  ];
}

/** Titles of the panels, each after that of the row it belongs to. */
export const titlesByRow = ({ panels, rows }: DashboardModel): readonly string[] =>
  panels.map(({ title, gridPos }) => {
    const row = rows.findLast((candidate) => candidate.gridPos.y < gridPos.y);
    return `${row?.title ?? ""}/${title}`;
  });

/** Panels that lie upon each other, or beyond the grid's 24 columns. */
export function layoutFaults({
  panels: drawn,
  rows = [],
}: Pick<DashboardModel, "panels"> & Partial<DashboardModel>): readonly string[] {
  const panels = [...drawn, ...rows];
  const beyond = panels.filter(
    ({ gridPos: { x, y, w, h } }) =>
      x < 0 || y < 0 || w < 1 || h < 1 || x + w > 24 || ![x, y, w, h].every(Number.isInteger),
  );
  const overlapping = panels.flatMap((one, index) =>
    panels
      .slice(index + 1)
      .filter(
        ({ gridPos: other }) =>
          one.gridPos.x < other.x + other.w &&
          other.x < one.gridPos.x + one.gridPos.w &&
          one.gridPos.y < other.y + other.h &&
          other.y < one.gridPos.y + one.gridPos.h,
      )
      .map(({ title }) => `${one.title} and ${title} overlap`),
  );
  return [...beyond.map(({ title }) => `${title} is beyond the grid`), ...overlapping];
}

/** At 1280 pixels a column has room for so many letters of a title. */
const lettersPerColumn = 6.8;
const mostPanels = 40;

/** More panels than anybody reads, and titles that do not fit. */
export const crowdingFaults = ({ panels }: Pick<DashboardModel, "panels">): readonly string[] => [
  ...(panels.length > mostPanels ? [`${panels.length} panels, more than ${mostPanels}`] : []),
  ...panels
    .filter(({ title, gridPos: { w } }) => title.length > w * lettersPerColumn)
    .map(({ title, gridPos: { w } }) => `${title} is too long for ${w} columns`),
];

/** What a panel lacks. */
export function panelFaults({
  title,
  type,
  description,
  targets = [],
  datasource,
  fieldConfig,
}: PanelModel): readonly string[] {
  return [
    ...(title ? [] : ["a panel has no title"]),
    ...(type ? [] : [`${title} has no type`]),
    ...((description ?? "").length > 20 ? [] : [`${title} has no description`]),
    ...(fieldConfig.defaults.unit ? [] : [`${title} has no unit`]),
    ...(datasource?.uid ? [] : [`${title} has no data source`]),
    ...(targets.length > 0 ? [] : [`${title} asks for nothing`]),
    ...targets.filter(({ expr }) => !expr?.trim()).map(({ refId }) => `query ${refId} of ${title} is empty`),
    ...targets
      .filter(({ legendFormat }) => !legendFormat)
      .map(({ refId }) => `query ${refId} of ${title} has no legend`),
  ];
}

/** Values of which there are two or more. */
export const twice = <T>(values: readonly T[]): readonly T[] =>
  values.filter((value, index) => values.indexOf(value) !== index);
