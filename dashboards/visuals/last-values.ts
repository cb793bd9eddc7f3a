import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as gauge from "@grafana/grafana-foundation-sdk/gauge";
import * as pie from "@grafana/grafana-foundation-sdk/piechart";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import type { Panel } from "../definition.ts";

const last = () => new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]);

/** A tile for each series, in the colour of its value. */
export const tiles = (): stat.PanelBuilder =>
  new stat.PanelBuilder()
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.Background)
    .reduceOptions(last());

/** Shares of a whole. */
export const shares = (): pie.PanelBuilder =>
  new pie.PanelBuilder()
    .pieType(pie.PieChartType.Donut)
    .legend(
      new pie.PieChartLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Right)
        .values([pie.PieChartLegendValues.Value, pie.PieChartLegendValues.Percent]),
    )
    .reduceOptions(last());

type Dials = Extract<Panel, { kind: "gauge" | "bargauge" }>;

/** A dial for each series, with its thresholds along the rim. */
export const dials = (panel: Dials): gauge.PanelBuilder =>
  scaled(new gauge.PanelBuilder().showThresholdMarkers(true).reduceOptions(last()), panel);

/** A bar for each series, in the colour of its value. */
export const bars = (panel: Dials): bargauge.PanelBuilder =>
  scaled(
    new bargauge.PanelBuilder()
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .reduceOptions(last()),
    panel,
  );

function scaled<B extends gauge.PanelBuilder | bargauge.PanelBuilder>(builder: B, { min = 0, max }: Dials): B {
  builder.min(min);
  if (max !== undefined) builder.max(max);
  return builder;
}
