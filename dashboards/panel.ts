import * as common from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import * as pie from "@grafana/grafana-foundation-sdk/piechart";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Panel } from "./definition.ts";
import { prometheusSource } from "./style.ts";

type AnyPanelBuilder = timeseries.PanelBuilder | stat.PanelBuilder | pie.PanelBuilder;

/** Draws a panel in the family's style: the same legend, colours and thresholds everywhere. */
export function buildPanel(panel: Panel): AnyPanelBuilder {
  const builder = visual(panel)
    .id(panel.id)
    .title(panel.title)
    .description(panel.description)
    .datasource(prometheusSource)
    .unit(panel.unit)
    .noValue("no data")
    .gridPos({ x: panel.x, y: panel.y, w: panel.width, h: panel.height });
  if (panel.decimals !== undefined) builder.decimals(panel.decimals);
  const steps = thresholds(panel);
  if (steps !== undefined) builder.thresholds(steps);
  if (panel.mapping !== undefined) builder.mappings([valueMap(panel.mapping)]);
  panel.queries.forEach(({ expression, legend }, index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCharCode("A".charCodeAt(0) + index))
      .expr(expression.text)
      .legendFormat(legend);
    builder.withTarget(panel.kind === "timeseries" ? query.range() : query.instant());
  });
  return builder;
}

function visual(panel: Panel): AnyPanelBuilder {
  switch (panel.kind) {
    case "timeseries":
      return graph(panel);
    case "stat":
      return new stat.PanelBuilder()
        .graphMode(common.BigValueGraphMode.None)
        .colorMode(common.BigValueColorMode.Background)
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
    case "pie":
      return new pie.PanelBuilder()
        .pieType(pie.PieChartType.Donut)
        .legend(
          new pie.PieChartLegendOptionsBuilder()
            .showLegend(true)
            .displayMode(common.LegendDisplayMode.Table)
            .placement(common.LegendPlacement.Right)
            .values([pie.PieChartLegendValues.Value, pie.PieChartLegendValues.Percent]),
        )
        .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]));
    default:
      return panel.kind satisfies never;
  }
}

function graph(panel: Panel): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .lineWidth(2)
    .fillOpacity(10)
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
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
  return panel.steps === undefined
    ? builder
    : builder.thresholdsStyle(
        new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line),
      );
}

function thresholds({ steps: given, kind }: Panel): sdk.ThresholdsConfigBuilder | undefined {
  if (given === undefined) return undefined;
  // Stack config may turn the order of two alerts' thresholds; Grafana takes steps only as they rise.
  const steps = given.toSorted((one, other) => one.value - other.value);
  // Grafana's first step has no value: the colour of all that lies below the others.
  const base = kind === "timeseries" ? { value: null, color: "transparent" } : { value: null, color: steps[0]?.color };
  const rest = kind === "timeseries" ? steps : steps.slice(1);
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([base, ...rest].map(({ value, color }) => ({ value, color: color ?? "green" })));
}

function valueMap(mapping: NonNullable<Panel["mapping"]>): sdk.ValueMap {
  const options = Object.entries(mapping).map(([value, { text, color }], index) => [value, { text, color, index }]);
  return { type: sdk.MappingType.ValueToText, options: Object.fromEntries(options) };
}
