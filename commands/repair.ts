import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { roleLabel, stackLabel } from "../components/backends/docker-names.ts";
import { docker } from "./docker.ts";
import { stateResources } from "./state.ts";
import { pulumi, type Workspace } from "./workspace.ts";

/** Leaves a stack as `pulumi up` expects it: no dead lock, nothing of the stack that its state does not know. */
export function repair(workspace: Workspace): void {
  clearDeadLock(workspace);
  removeLeftovers(workspace);
}

/** A lock of the local backend names the process that holds it; one that is gone will never give it back. */
function clearDeadLock(workspace: Workspace): void {
  const url = workspace.env["PULUMI_BACKEND_URL"] ?? "";
  if (!url.startsWith("file://")) return;
  const directory = join(url.slice("file://".length), ".pulumi/locks/organization", workspace.project, workspace.stack);
  const locks = list(directory).map(
    (file) => JSON.parse(readFileSync(join(directory, file), "utf8")) as { pid: number },
  );
  if (locks.length === 0) return;
  const holder = locks.find(({ pid }) => isAlive(pid));
  if (holder !== undefined) throw new Error(`Another deployment of ${workspace.stack} runs, process ${holder.pid}.`);
  console.log("Clearing the lock of a run that was killed.");
  pulumi(workspace, ["cancel", workspace.stack, "--yes"]);
}

function list(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Containers that the state does not know, that died, or whose job failed: `up` makes them anew, data is in volumes. */
function removeLeftovers(workspace: Workspace): void {
  const known = new Set(stateResources(workspace).map(({ id }) => id));
  const mine = ["--filter", `label=${stackLabel}=${workspace.project}/${workspace.stack}`];
  const format = `{{.ID}} {{.State}} {{.Label "${roleLabel}"}}`;
  for (const line of docker("ps", "--all", "--no-trunc", ...mine, "--format", format)) {
    const [id = "", state = "", role = ""] = line.split(" ");
    const unknown = !known.has(id);
    const dead = role === "service" ? state !== "running" : exitCode(id) !== "0";
    if (!unknown && !dead) continue;
    console.log(
      `Removing container ${id.slice(0, 12)}, ${unknown ? "which the state does not know" : "which has failed"}.`,
    );
    // Anonymous volumes go with it; what must last has a name.
    docker("rm", "--force", "--volumes", id);
  }
  for (const id of docker("network", "ls", "--no-trunc", ...mine, "--format", "{{.ID}}")) {
    if (known.has(id)) continue;
    console.log(`Removing network ${id.slice(0, 12)}, which the state does not know.`);
    docker("network", "rm", id);
  }
}

const exitCode = (id: string): string => docker("inspect", "--format", "{{.State.ExitCode}}", id)[0] ?? "";
