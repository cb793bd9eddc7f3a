import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkJava } from "./record/java.ts";
import { chosenSystems, needsJava, recordings } from "./record/recordings.ts";
import { command, root } from "./workspace.ts";

// Runs the real systems and writes test/contract/fixtures anew.
await command(async (_, flags) => {
  const chosen = chosenSystems(flags);
  if ([...chosen].some(needsJava)) checkJava();
  const directory = join(root, "test", "contract", "fixtures");
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of await recordings(chosen)) {
    writeFileSync(join(directory, `${name}.prom`), text);
    console.log(`test/contract/fixtures/${name}.prom: ${text.split("\n").length} lines`);
  }
});
