import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Panel, PanelLink, PanelQuery } from "../definition.ts";
import { prometheusSource } from "../style.ts";
import { thresholdSteps, valueMap } from "./colors.ts";
import { graph } from "./graph.ts";
import { bars, dials, shares, tiles } from "./last-values.ts";
import { graphParts, heatMap, nodeGraph, statusHistory } from "./maps.ts";
import { letter, table } from "./table.ts";

type AnyPanelBuilder = ReturnType<typeof visual>;

/** Draws a panel in the family's style: the same legend, colours and thresholds everywhere. */
export function buildPanel(panel: Panel, runbooks: readonly PanelLink[]): AnyPanelBuilder {
  const links = [...(panel.links ?? []), ...runbooks];
  const builder = visual(panel)
    .id(panel.id)
    .title(panel.title)
    .description(panel.description)
    .datasource(prometheusSource)
    .unit(panel.unit)
    .noValue(panel.emptyWhenWell ?? "no data")
    .gridPos({ x: panel.x, y: panel.y, w: panel.width, h: panel.height });
  if (panel.decimals !== undefined) builder.decimals(panel.decimals);
  if (panel.steps !== undefined) builder.thresholds(thresholds(panel.steps, panel.kind));
  if (panel.mapping !== undefined) builder.mappings([valueMap(panel.mapping)]);
  if (panel.timeFrom !== undefined) builder.timeFrom(panel.timeFrom);
  if (panel.step !== undefined) builder.interval(panel.step);
  if (links.length > 0) {
    builder.links(
      links.map(({ title, url }) =>
        new sdk.DashboardLinkBuilder(title).type(sdk.DashboardLinkType.Link).url(url).targetBlank(true),
      ),
    );
  }
  for (const [index, query] of panel.queries.entries()) builder.withTarget(target(panel, query, index));
  return builder;
}

function visual(panel: Panel) {
  switch (panel.kind) {
    case "timeseries":
      return graph(panel);
    case "stat":
      return tiles();
    case "pie":
      return shares();
    case "gauge":
      return dials(panel);
    case "bargauge":
      return bars(panel);
    case "table":
      return table(panel);
    case "heatmap":
      return heatMap(panel);
    case "status-history":
      return statusHistory();
    case "nodegraph":
      return nodeGraph(panel);
    default:
      return panel satisfies never;
  }
}

/** What is asked over the range of time; all else is asked for now. */
const overTime: readonly Panel["kind"][] = ["timeseries", "heatmap", "status-history"];

const formats: Partial<Record<Panel["kind"], PromQueryFormat>> = {
  table: PromQueryFormat.Table,
  nodegraph: PromQueryFormat.Table,
  heatmap: PromQueryFormat.Heatmap,
};

function target({ kind }: Panel, { expression, legend }: PanelQuery, index: number): DataqueryBuilder {
  const name = kind === "nodegraph" ? graphParts[index] : undefined;
  const query = new DataqueryBuilder()
    .refId(name ?? letter(index))
    .expr(expression.text)
    .legendFormat(legend)
    .format(formats[kind] ?? PromQueryFormat.TimeSeries);
  return overTime.includes(kind) ? query.range() : query.instant();
}

const thresholds = (steps: NonNullable<Panel["steps"]>, kind: Panel["kind"]): sdk.ThresholdsConfigBuilder =>
  new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    // A graph has lines where the steps are, and no colour below the lowest.
    .steps(thresholdSteps(steps, kind === "timeseries" ? "transparent" : undefined));
