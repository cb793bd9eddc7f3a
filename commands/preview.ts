import { command, openWorkspace, pulumi } from "./workspace.ts";

// What `up` would change; touches nothing, and works before anything runs.
await command((stack) => {
  const { configFile, ...workspace } = openWorkspace(stack);
  pulumi({ configFile, ...workspace }, ["preview", "--stack", stack, "--config-file", configFile, "--diff"]);
});
