import { join } from "node:path";
import { buildSync } from "esbuild";

/** Our own programs that run in containers, each a folder of exporters/. */
export type Program = "config-writer" | "simulator";

const built = new Map<Program, string>();

/**
 * One of our programs as a single file, which any Node image runs: no image of ours has to be built or published.
 * @param program a folder of exporters/ with a main.ts
 */
export function bundle(program: Program): string {
  // Each service's writer asks for the same one.
  const text = built.get(program) ?? build(program);
  built.set(program, text);
  return text;
}

function build(program: Program): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "..", "exporters", program, "main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    write: false,
    legalComments: "none",
    // CommonJS dependencies look for require, which an ES module lacks.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outputFiles.map(({ text }) => text).join("");
}
