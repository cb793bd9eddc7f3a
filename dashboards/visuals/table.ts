import * as common from "@grafana/grafana-foundation-sdk/common";
import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import * as tables from "@grafana/grafana-foundation-sdk/table";
import type { Column, Panel } from "../definition.ts";
import { thresholdSteps, valueMap } from "./colors.ts";

type Table = Extract<Panel, { kind: "table" }>;

/** A row for each set of labels, with the columns that the panel names and no others. */
export function table({ columns, queries, sort }: Table): tables.PanelBuilder {
  const fieldOf = ({ from }: Column): string => {
    if ("label" in from) return from.label;
    // Grafana tells the values of several queries apart by their letters.
    return queries.length === 1 ? "Value" : `Value #${letter(from.query)}`;
  };
  const fields = columns.map(fieldOf);
  const builder = new tables.PanelBuilder().cellHeight(common.TableCellHeight.Sm);
  if (queries.length > 1) builder.withTransformation({ id: "merge", options: {} });
  builder.withTransformation({ id: "filterFieldsByName", options: { include: { names: fields } } });
  builder.withTransformation({
    id: "organize",
    options: {
      excludeByName: {},
      indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
      renameByName: Object.fromEntries(fields.map((field, index) => [field, columns[index]?.title])),
    },
  });
  const firstValue = columns.find(({ from }) => "query" in from)?.title ?? "";
  const { column, ascending } = sort ?? { column: firstValue, ascending: false };
  builder.sortBy([new common.TableSortByFieldStateBuilder().displayName(column).desc(!ascending)]);
  for (const given of columns) {
    const properties = propertiesOf(given);
    if (properties.length > 0) builder.overrideByName(given.title, properties);
  }
  return builder;
}

function propertiesOf({ unit, decimals, steps, mapping }: Column): sdk.DynamicConfigValue[] {
  const colored = steps !== undefined || mapping !== undefined;
  return [
    ...(unit === undefined ? [] : [{ id: "unit", value: unit }]),
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(steps === undefined ? [] : [{ id: "thresholds", value: { mode: "absolute", steps: thresholdSteps(steps) } }]),
    ...(mapping === undefined ? [] : [{ id: "mappings", value: [valueMap(mapping)] }]),
    ...(colored ? [{ id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } }] : []),
  ];
}

/** The letter by which Grafana knows a query: A for the first. */
export const letter = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);
