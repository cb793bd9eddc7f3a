import { type BudgetRow, budgetRows, measuredSamples } from "./budget.ts";
import { renderedFiles, trackedSettings } from "./rendered-files.ts";
import { command } from "./workspace.ts";

const runs = 20;

/** How long all that a stack generates takes, and how the series of a running stack compare with their budgets. */
await command(async (stack) => {
  const settings = trackedSettings(stack);
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    renderedFiles(settings);
    return performance.now() - started;
  }).sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor(share * (runs - 1))] ?? 0).toFixed(0);
  console.log(
    `Rendering all files of ${stack}, ${runs} times in one process: median ${at(0.5)} ms, slowest ${at(1)} ms`,
  );

  const rows: readonly BudgetRow[] = budgetRows(settings, await measuredSamples(settings.links.prometheus));
  console.table(rows);
  const over = rows.filter(({ measured, budget }) => measured !== undefined && measured > budget);
  if (over.length > 0) throw new Error(`over budget: ${over.map(({ job }) => job).join(", ")}`);
});
