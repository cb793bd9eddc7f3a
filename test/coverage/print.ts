import { inventoryNames, itemsOf, readInventory } from "./items.ts";
import { account, ledgerNames, readLedger } from "./ledger.ts";
import { references } from "./refs.ts";
import { countTable } from "./table.ts";

// Prints the items of an inventory with their verdicts, what is wrong with its ledger, and the counts.
const [name = "", ...flags] = process.argv.slice(2);
if (!inventoryNames().includes(name)) {
  console.error(`node test/coverage/print.ts ${inventoryNames().join("|")} [--open]`);
  process.exit(1);
}
const items = itemsOf(readInventory(name));
const known = account(items, ledgerNames().includes(name) ? readLedger(name) : {}, references());
for (const item of items) {
  const verdict = known.entries.get(item)?.verdict ?? "-";
  if (verdict === "-" || !flags.includes("--open"))
    console.log(`${verdict.padEnd(9)} ${item.id}\n${" ".repeat(12)}${JSON.stringify(item.content).slice(0, 140)}`);
}
const faults = known.faults.filter((fault) => !fault.endsWith(": has no entry"));
console.log(
  [
    "",
    countTable(items, known),
    "",
    ...faults,
    `${known.unaccounted.length} without entry, ${faults.length} other faults`,
  ].join("\n"),
);
