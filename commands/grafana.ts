import { dirname } from "node:path";
import { dataSources, folders, homeUid } from "../dashboards/definition.ts";
import { pipelines } from "../pipelines.ts";
import { docker } from "./docker.ts";
import { trackedSettings } from "./rendered-files.ts";
import { type StateResource, stateResources } from "./state.ts";
import { pulumi, pulumiOutput, type Workspace } from "./workspace.ts";

/** The engine's name for all that is made inside Grafana. */
const content = "**grafana:oss**";

/** Arguments with which the engine changes a stack without asking. */
export const applying = ({ stack, configFile }: Workspace): readonly string[] => [
  "--stack",
  stack,
  "--config-file",
  configFile,
  "--yes",
  "--skip-preview",
];

/**
 * Grafana's content can only be refreshed, changed or removed while Grafana runs: where it should and does not, this
 * brings up the containers alone. What a killed run made in Grafana without noting it down is removed, to be made anew.
 */
export async function prepareGrafana(workspace: Workspace): Promise<void> {
  const known = stateResources(workspace).filter(({ type }) => type.startsWith("grafana:oss/"));
  if (known.length > 0 && !isHealthy(workspace)) {
    pulumi(workspace, ["up", ...applying(workspace), "--refresh", "--exclude", content, "--exclude-dependents"]);
  }
  if (isHealthy(workspace)) await removeOrphans(workspace, known);
}

const isHealthy = ({ project, stack }: Workspace): boolean =>
  docker("ps", "--filter", `name=^${project}-${stack}-grafana$`, "--filter", "health=healthy", "--quiet").length > 0;

/** Removes data sources and folders of ours that the state does not know; a folder only if nobody else's work is in it. */
async function removeOrphans(workspace: Workspace, known: readonly StateResource[]): Promise<void> {
  const ask = grafanaApi(workspace);
  // The provider's ids are `<organization>:<uid>`.
  const uids = new Set(known.map(({ id }) => id?.replace(/^\d+:/, "")));
  const orphaned = async (path: string, uid: string): Promise<boolean> =>
    !uids.has(uid) && (await ask("GET", `${path}/${uid}`)).ok;
  const remove = async (path: string, uid: string): Promise<void> => {
    console.log(`Removing ${uid} from Grafana, which the state does not know.`);
    await ask("DELETE", `${path}/${uid}`);
  };
  for (const uid of Object.values(dataSources)) {
    if (await orphaned("/api/datasources/uid", uid)) await remove("/api/datasources/uid", uid);
  }
  const generated = new Set([homeUid, ...pipelines.flatMap(({ dashboards }) => dashboards.map(({ uid }) => uid))]);
  for (const uid of Object.keys(folders)) {
    if (!(await orphaned("/api/folders", uid))) continue;
    const inside = (await (await ask("GET", `/api/search?folderUIDs=${uid}`)).json()) as { uid: string }[];
    if (inside.every((item) => generated.has(item.uid))) await remove("/api/folders", uid);
  }
}

/** Grafana's API, asked as its first user. */
export function grafanaApi(workspace: Workspace): (method: string, path: string) => Promise<Response> {
  const [binding = ""] = docker("port", `${workspace.project}-${workspace.stack}-grafana`, "3000/tcp");
  const authorization = `Basic ${Buffer.from(`${adminUser(workspace)}:${adminPassword(workspace)}`).toString("base64")}`;
  return (method, path) => fetch(`http://${binding}${path}`, { method, headers: { authorization } });
}

const adminUser = ({ stack }: Workspace): string => trackedSettings(stack).grafana.adminUser;

/** The password of Grafana's first user, as it was set up. */
export const adminPassword = (workspace: Workspace): string =>
  pulumiOutput(
    workspace,
    ["config", "get", "--stack", workspace.stack, "grafanaAdminPassword"],
    dirname(workspace.configFile),
  ).trim();
