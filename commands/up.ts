import { docker } from "./docker.ts";
import { printGuide } from "./guide.ts";
import { repair } from "./repair.ts";
import { command, openWorkspace, pulumi, pulumiOutput, type Workspace } from "./workspace.ts";

await command((stack) => {
  const workspace = openWorkspace(stack);
  repair(workspace);
  deploy(workspace);
  printGuide(workspace);
});

/**
 * Refreshes and applies. Grafana's content can only be refreshed while Grafana runs, so where it should and does not,
 * the containers come first.
 */
function deploy(workspace: Workspace): void {
  const { stack, configFile } = workspace;
  const up = ["up", "--stack", stack, "--config-file", configFile, "--yes", "--skip-preview", "--refresh"];
  const content = "**grafana:oss**";
  if (deployedContent(workspace) && !grafanaRuns(workspace)) {
    pulumi(workspace, [...up, "--exclude", content, "--exclude-dependents"]);
  }
  pulumi(workspace, up);
}

const deployedContent = (workspace: Workspace): boolean =>
  pulumiOutput(workspace, ["stack", "export", "--stack", workspace.stack]).includes("::grafana:oss/");

const grafanaRuns = ({ project, stack }: Workspace): boolean =>
  docker("ps", "--filter", `name=^${project}-${stack}-grafana$`, "--filter", "health=healthy", "--quiet").length > 0;
