import { counterOf, greater, increase } from "../../../catalogue/promql/build.ts";
import { dataObservabilityJob, schemaChanges } from "../../../catalogue/trade-observability.ts";
import { type Alert, alert, type Severity } from "../../alert.ts";
import { dataQuality, growingOfTable, perTable, tableName } from "./data-series.ts";

interface Change {
  readonly name: string;
  readonly type?: "column_added" | "column_dropped" | "type_changed";
  readonly severity: Severity;
  readonly summary: string;
  readonly text: string;
}

/** Fires beside each of the others. */
const everyChange = "SchemaChangeDetected";

/**
 * An alert on a change, which is over once it has left the window. The document gives no `for`; a minute costs nothing,
 * since the window holds the change for longer, and keeps one evaluation from deciding.
 */
const change = ({ name, type, severity, summary, text }: Change) =>
  alert({
    name,
    component: "schema",
    jobs: [dataObservabilityJob],
    service: dataQuality,
    severity,
    for: "1m",
    window: "10m",
    panel: "trade-data-quality/schema-changes",
    relations: type === undefined ? {} : { hides: [{ alerts: [everyChange], same: [...perTable, "change_type"] }] },
    summary,
    description: ({ window }) => `Within ${window} ${text}.`,
    expression: ({ window }) =>
      greater(increase(counterOf(schemaChanges, type === undefined ? {} : { change_type: type }), window), 0),
    proof: () => {
      const changing = (change_type: string, perSecond: number) => [
        growingOfTable(schemaChanges, "silver", perSecond, { change_type }),
      ];
      const own = type ?? "column_added";
      const other = type === "column_dropped" ? "column_added" : "column_dropped";
      return {
        fires: changing(own, 1 / 60),
        quiet: {
          "nothing changes": changing(own, 0),
          ...(type === undefined ? {} : { "a change of another type": changing(other, 1 / 60) }),
        },
        whenAbsent: "quiet",
      };
    },
  });

export const columnDropped = change({
  name: "UnexpectedColumnDrop",
  type: "column_dropped",
  severity: "critical",
  summary: "A column was dropped",
  text: `a column of ${tableName} was dropped; what reads it breaks`,
});

export const schemaAlerts: readonly Alert[] = [
  columnDropped,
  change({
    name: "ColumnTypeChanged",
    type: "type_changed",
    severity: "critical",
    summary: "A column has another type",
    text: `a column of ${tableName} took another type; what reads it may break`,
  }),
  change({
    name: "ColumnAdded",
    type: "column_added",
    severity: "warning",
    summary: "A column was added",
    text: `a column was added to ${tableName}; see that what reads the table can take it`,
  }),
  // Beside the three above, at a severity that disturbs nobody: the record of all changes on the dashboard.
  change({
    name: everyChange,
    severity: "info",
    summary: "A table's columns changed",
    text: `the columns of ${tableName} had a change of the kind {{ $labels.change_type }}`,
  }),
];
