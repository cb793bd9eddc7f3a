import type { Panel } from "./definition.ts";

/** Columns of Grafana's grid. */
const columns = 24;

/** Grid lines that the title of a row takes. */
export const rowTitleHeight = 1;

type WithoutPlace<P> = P extends Panel ? Omit<P, "x" | "y"> : never;

/** A panel that does not know its place yet. */
export type Unplaced = WithoutPlace<Panel>;

/** Sizes that panels usually have. */
export const full = { width: 24, height: 8 } as const;
export const half = { width: 12, height: 8 } as const;
export const third = { width: 8, height: 8 } as const;
export const quarter = { width: 6, height: 8 } as const;
export const tile = { width: 6, height: 4 } as const;

/**
 * Places panels as text flows: from left to right, below the highest of a row when the row is full, and below the
 * title of each section that begins.
 */
export function flow(panels: readonly Unplaced[]): readonly Panel[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return panels.map((panel) => {
    if (x + panel.width > columns || panel.section !== undefined) {
      x = 0;
      y += rowHeight + (panel.section === undefined ? 0 : rowTitleHeight);
      rowHeight = 0;
    }
    const placed = { ...panel, x, y };
    x += panel.width;
    rowHeight = Math.max(rowHeight, panel.height);
    return placed;
  });
}
