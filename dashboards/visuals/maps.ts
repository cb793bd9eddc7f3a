import * as common from "@grafana/grafana-foundation-sdk/common";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import * as nodegraph from "@grafana/grafana-foundation-sdk/nodegraph";
import * as history from "@grafana/grafana-foundation-sdk/statushistory";
import type { Panel } from "../definition.ts";

/** Observations by bucket over time, the fuller the darker; the buckets come counted from Prometheus. */
export const heatMap = ({ unit }: Panel): heatmap.PanelBuilder =>
  new heatmap.PanelBuilder()
    .calculate(false)
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit).axisPlacement(common.AxisPlacement.Left))
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme("Oranges")
        .steps(64)
        .exponent(0.5)
        .fill("dark-orange"),
    )
    .cellGap(1)
    .showLegend();

/** A row for each series, a field for each time. */
export const statusHistory = (): history.PanelBuilder =>
  new history.PanelBuilder()
    // Where fields would be too narrow, Grafana draws none at all.
    .maxDataPoints(100)
    .showValue(common.VisibilityMode.Never)
    .rowHeight(0.9)
    .colWidth(0.9)
    .fillOpacity(70)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(false)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom)
        .calcs([]),
    );

/** Queries of a node graph are known by these names. */
export const graphParts = ["nodes", "edges"] as const;

/** Nodes with their value, and the edges between them with theirs. */
export const nodeGraph = ({ unit, edgeUnit }: Extract<Panel, { kind: "nodegraph" }>): nodegraph.PanelBuilder =>
  new nodegraph.PanelBuilder()
    .nodes(new nodegraph.NodeOptionsBuilder().mainStatUnit(unit))
    .edges(new nodegraph.EdgeOptionsBuilder().mainStatUnit(edgeUnit))
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: {},
        indexByName: {},
        // Grafana tells the values of several queries apart by the queries' names.
        renameByName: Object.fromEntries(graphParts.map((part) => [`Value #${part}`, "mainstat"])),
      },
    });
