import { applying, prepareGrafana } from "./grafana.ts";
import { printGuide } from "./guide.ts";
import { repair } from "./repair.ts";
import { command, openWorkspace, pulumi } from "./workspace.ts";

// Repairs, refreshes, applies, and says where everything is.
await command(async (stack) => {
  const workspace = openWorkspace(stack);
  repair(workspace);
  await prepareGrafana(workspace);
  pulumi(workspace, ["up", ...applying(workspace), "--refresh"]);
  printGuide(workspace);
});
