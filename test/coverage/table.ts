import type { Item } from "./items.ts";
import { type Account, verdicts } from "./ledger.ts";

/** Items by key and verdict, as a table for people. */
export function countTable(items: readonly Item[], { entries }: Account): string {
  const columns = [...verdicts, "no entry"] as const;
  const verdictOf = (item: Item): (typeof columns)[number] => entries.get(item)?.verdict ?? "no entry";
  const row = (name: string, counted: readonly Item[]): readonly string[] => [
    name,
    String(counted.length),
    ...columns.map((column) => String(counted.filter((item) => verdictOf(item) === column).length || "")),
  ];
  const keys = [...new Set(items.map(({ key }) => key))];
  const rows = [
    ["", "items", ...columns],
    ...keys.map((key) =>
      row(
        key,
        items.filter((item) => item.key === key),
      ),
    ),
    row("all", items),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? "").length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
