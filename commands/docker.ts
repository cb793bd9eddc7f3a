import { spawnSync } from "node:child_process";

/** Runs the Docker CLI and returns the lines it prints. */
export function docker(...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync("docker", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (error !== undefined) throw new Error(`docker cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`docker ${args[0]} failed: ${stderr.trim()}`);
  return stdout.split("\n").filter((line) => line !== "");
}
