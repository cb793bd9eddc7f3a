import type { Panel } from "./definition.ts";

/** Columns of Grafana's grid. */
const columns = 24;

/** A panel that does not know its place yet. */
export type Unplaced = Omit<Panel, "x" | "y">;

/** Sizes that panels usually have. */
export const half = { width: 12, height: 8 } as const;
export const third = { width: 8, height: 8 } as const;
export const tile = { width: 6, height: 4 } as const;

/** Places panels as text flows: from left to right, and below the highest of a row when the row is full. */
export function flow(panels: readonly Unplaced[]): readonly Panel[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel) => {
    if (x + panel.width > columns) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const placed = { ...panel, x, y };
    x += panel.width;
    rowHeight = Math.max(rowHeight, panel.height);
    return placed;
  });
}
