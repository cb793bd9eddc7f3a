import { perTable } from "../../rules/alerts/trade/data-series.ts";

// What the panels on data share.

/** Tables that the choices at the top of the dashboard pick. */
export const where = { layer: { matches: "$layer" }, table: { matches: "$table" } } as const;
/** Columns of these that the choices pick. */
export const ofColumn = { ...where, column: { matches: "$column" } } as const;
export const perColumn = [...perTable, "column"] as const;
export const legend = "{{layer}}.{{table}}";
/** Lines of the hundreds that many tables have: the choices find the others. */
export const shown = 50;
export const day = "24h";
