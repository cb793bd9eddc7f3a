import { join } from "node:path";
import { buildSync } from "esbuild";

/** Our own programs that run in containers, each a folder of exporters/. */
export type Program = "config-writer" | "kafka-lag" | "simulator";

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
    // The state holds the program's text, and names stay as they are for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // The one for bundles has its WebAssembly inside; the other looks for it in a file beside.
    absWorkingDir: join(import.meta.dirname, ".."),
    alias: { "@platformatic/wasm-utils": "@platformatic/wasm-utils/bundled" },
    // CommonJS dependencies look for require, which an ES module lacks; a name of its own, since they may import it too.
    banner: { js: 'import { createRequire as from } from "node:module"; const require = from(import.meta.url);' },
  });
  return outputFiles.map(({ text }) => text).join("");
}
