import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderDocs } from "./docs-pages.ts";
import { command, root } from "./workspace.ts";

// Writes the documentation that follows from the code.
await command(() => {
  for (const [path, text] of renderDocs(readFileSync(join(root, "README.md"), "utf8"))) {
    writeFileSync(join(root, path), text);
    console.log(path);
  }
});
