import { stackLabel } from "../components/backends/docker-names.ts";
import { docker } from "./docker.ts";
import { applying, prepareGrafana } from "./grafana.ts";
import { repair } from "./repair.ts";
import { command, openWorkspace, pulumi } from "./workspace.ts";

// Data volumes stay, unless --purge says otherwise.
await command(async (stack, flags) => {
  const workspace = openWorkspace(stack);
  repair(workspace);
  await prepareGrafana(workspace);
  pulumi(workspace, ["destroy", ...applying(workspace)]);
  const mine = docker("volume", "ls", "--quiet", "--filter", `label=${stackLabel}=${workspace.project}/${stack}`);
  if (flags.has("--purge")) {
    if (mine.length > 0) docker("volume", "rm", ...mine);
    console.log(`Removed ${mine.length} volumes and what they held.`);
  } else if (mine.length > 0) {
    console.log(`Kept ${mine.length} volumes with what was measured; 'make down PURGE=1' removes them.`);
  }
});
