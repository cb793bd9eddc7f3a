import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderedFiles, trackedSettings } from "./rendered-files.ts";
import { command, root } from "./workspace.ts";

// The only thing that writes rendered/.
await command((stack) => {
  const files = renderedFiles(trackedSettings(stack));
  const directory = join(root, "rendered", stack);
  rmSync(directory, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  console.log(`rendered/${stack}: ${files.size} files`);
});
