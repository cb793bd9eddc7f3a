import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { secretNames } from "../settings/secrets.ts";
import { command, openWorkspace, pulumi } from "./workspace.ts";

// Sets a secret of the stack, read from standard input so that it stands in no history and no process list.
await command((stack, flags) => {
  const name = [...flags].map((flag) => flag.replace(/^--/, ""))[0] ?? "";
  if (!(secretNames as readonly string[]).includes(name)) {
    throw new Error(`NAME=${name} is no secret of a stack; one of ${secretNames.join(", ")}.`);
  }
  const workspace = openWorkspace(stack);
  const value = readFileSync(0, "utf8").replace(/\n$/, "");
  pulumi(workspace, ["config", "set", "--stack", stack, "--secret", name], dirname(workspace.configFile), value);
});
