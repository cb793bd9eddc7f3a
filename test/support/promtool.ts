import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { imageOf } from "../../commands/images.ts";
import type { ImageName } from "../../settings/images.ts";

export interface ToolRun {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs a tool from a server's own image over some files, which lie in its working directory. */
export function runTool(
  image: ImageName,
  command: readonly [string, ...string[]],
  files: ReadonlyMap<string, string>,
): ToolRun {
  const directory = mkdtempSync(join(tmpdir(), "monitoring-tool-"));
  try {
    chmodSync(directory, 0o755);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const [entrypoint, ...args] = command;
    const { status, stdout, stderr, error } = spawnSync(
      "docker",
      [
        ...["run", "--rm", "--network", "none", "--volume", `${directory}:/work:ro`, "--workdir", "/work"],
        ...["--entrypoint", entrypoint, imageOf(image), ...args],
      ],
      { encoding: "utf8", maxBuffer: 1 << 26 },
    );
    if (error !== undefined) throw error;
    // 125 and up are Docker's own failures: the tool never ran.
    if (status === null || status >= 125) throw new Error(`${entrypoint} could not be run: ${stderr}`);
    return { ok: status === 0, output: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
