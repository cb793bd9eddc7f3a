import { dirname } from "node:path";
import { command, openWorkspace, pulumiOutput } from "./workspace.ts";

// The one command that shows the password of Grafana's first user.
await command((stack) => {
  const workspace = openWorkspace(stack);
  console.log(
    pulumiOutput(
      workspace,
      ["config", "get", "--stack", stack, "grafanaAdminPassword"],
      dirname(workspace.configFile),
    ).trim(),
  );
});
