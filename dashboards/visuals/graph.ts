import * as common from "@grafana/grafana-foundation-sdk/common";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Panel } from "../definition.ts";

/** Values over time. The legend is a table with the last and the highest value, the tooltip lists the largest first. */
export function graph({ steps, ...panel }: Extract<Panel, { kind: "timeseries" }>): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .lineWidth(panel.bars ? 1 : 2)
    .fillOpacity(panel.bars ? 80 : 10)
    .showPoints(common.VisibilityMode.Never)
    .axisSoftMin(0)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.Table)
        .placement(common.LegendPlacement.Bottom)
        .calcs(["lastNotNull", "max"]),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder()
        .mode(common.TooltipDisplayMode.Multi)
        .sort(common.SortOrder.Descending)
        .maxHeight(600),
    );
  if (panel.bars) builder.drawStyle(common.GraphDrawStyle.Bars);
  if (panel.stacked) builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal).group("A"));
  if (panel.logarithmic) {
    builder.scaleDistribution(new common.ScaleDistributionConfigBuilder().type(common.ScaleDistribution.Log).log(10));
  }
  if (steps !== undefined) {
    builder.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line));
  }
  return builder;
}
