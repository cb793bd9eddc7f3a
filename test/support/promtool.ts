import { type ExecFileException, execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { imageOf } from "../../commands/images.ts";
import type { ImageName } from "../../settings/images.ts";

export interface ToolRun {
  readonly ok: boolean;
  readonly output: string;
}

const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const;

/** Runs a tool from a server's own image over some files, which lie in its working directory. */
export function runTool(
  image: ImageName,
  command: readonly [string, ...string[]],
  files: ReadonlyMap<string, string>,
): ToolRun {
  const directory = written(files);
  try {
    const { status, stdout, stderr, error } = spawnSync("docker", argumentsOf(image, command, directory), options);
    if (error !== undefined) throw error;
    return outcome(command, status, stdout, stderr);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The same beside others, for work of many minutes. */
export async function startTool(
  image: ImageName,
  command: readonly [string, ...string[]],
  files: ReadonlyMap<string, string>,
): Promise<ToolRun> {
  const directory = written(files);
  try {
    const ended = await new Promise<{ error: ExecFileException | null; stdout: string; stderr: string }>((resolve) => {
      execFile("docker", argumentsOf(image, command, directory), options, (error, stdout, stderr) =>
        resolve({ error, stdout, stderr }),
      );
    });
    const status = ended.error === null ? 0 : Number(ended.error.code);
    return outcome(command, status, ended.stdout, ended.stderr);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function written(files: ReadonlyMap<string, string>): string {
  const directory = mkdtempSync(join(tmpdir(), "monitoring-tool-"));
  chmodSync(directory, 0o755);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

const argumentsOf = (image: ImageName, [entrypoint, ...args]: readonly [string, ...string[]], directory: string) => [
  ...["run", "--rm", "--network", "none", "--volume", `${directory}:/work:ro`, "--workdir", "/work"],
  ...["--entrypoint", entrypoint, imageOf(image), ...args],
];

function outcome([tool]: readonly string[], status: number | null, stdout: string, stderr: string): ToolRun {
  // 125 and up are Docker's own failures: the tool never ran.
  if (status === null || !(status < 125)) throw new Error(`${tool} could not be run: ${stderr}`);
  return { ok: status === 0, output: stdout + stderr };
}
