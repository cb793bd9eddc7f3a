import { adminPassword } from "./grafana.ts";
import { command, openWorkspace } from "./workspace.ts";

// The one command that shows the password of Grafana's first user.
await command((stack) => console.log(adminPassword(openWorkspace(stack))));
