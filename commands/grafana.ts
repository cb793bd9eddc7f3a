import { dirname } from "node:path";
import { docker } from "./docker.ts";
import { type Ask, removeOrphans } from "./grafana-orphans.ts";
import { trackedSettings } from "./rendered-files.ts";
import { type StateResource, stateResources } from "./state.ts";
import { pulumi, pulumiOutput, type Workspace } from "./workspace.ts";

/** The engine's name for all that is made inside Grafana. */
const content = "**$grafana:**";

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
  const known = stateResources(workspace).filter(({ type }) => type.startsWith("grafana:"));
  if (known.length > 0 && !isHealthy(workspace)) {
    pulumi(workspace, ["up", ...applying(workspace), "--refresh", "--exclude", content, "--exclude-dependents"]);
  }
  if (!isHealthy(workspace)) return;
  const ask = grafanaApi(workspace);
  await forgetTemplates(workspace, ask, known);
  await removeOrphans(ask, trackedSettings(workspace.stack), known);
}

const isHealthy = ({ project, stack }: Workspace): boolean =>
  docker("ps", "--filter", `name=^${project}-${stack}-grafana$`, "--filter", "health=healthy", "--quiet").length > 0;

/** The provider cannot read a message template that is gone, and no refresh would end: the state forgets it instead. */
async function forgetTemplates(workspace: Workspace, ask: Ask, known: readonly StateResource[]): Promise<void> {
  for (const { type, urn, id } of known) {
    if (type !== "grafana:alerting/messageTemplate:MessageTemplate") continue;
    const name = id?.replace(/^\d+:/, "") ?? "";
    if ((await ask("GET", `/api/v1/provisioning/templates/${name}`)).status !== 404) continue;
    pulumi(workspace, ["state", "delete", urn, "--stack", workspace.stack, "--yes"]);
  }
}

/** Grafana's API, asked as its first user. */
export function grafanaApi(workspace: Workspace): Ask {
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
