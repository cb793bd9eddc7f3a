import { homeUid } from "../dashboards/definition.ts";
import { trackedSettings } from "./rendered-files.ts";
import { pulumiOutput, type Workspace } from "./workspace.ts";

/** Prints what runs where, how to log in, and what to try next. */
export function printGuide(workspace: Workspace): void {
  const outputs = pulumiOutput(workspace, ["stack", "output", "--stack", workspace.stack, "--json"]);
  const { urls } = JSON.parse(outputs) as { urls: Readonly<Record<string, string>> };
  const settings = trackedSettings(workspace.stack);
  const suffix = workspace.stack === "dev" ? "" : ` STACK=${workspace.stack}`;
  const lines = [
    "",
    ...Object.entries(urls).map(([service, url]) => `  ${service.padEnd(13)} ${url}`),
    "",
    `  Grafana's login: ${settings.grafana.adminUser}, and the password that 'make password${suffix}' prints.`,
    `  First look:      ${urls["grafana"]}/d/${homeUid}`,
    ...(urls["simulator"] === undefined ? [] : breakSomething(urls["simulator"], urls["mail"])),
    `  Stop it:         make down${suffix}   (what was measured is kept)`,
    "",
  ];
  console.log(lines.join("\n"));
}

const breakSomething = (simulator: string, mail: string | undefined): readonly string[] => [
  `  Break something: curl -X POST ${simulator}/scenario/churn/broker-lost`,
  ...(mail === undefined ? [] : [`  Wait 2 minutes:  ${mail}  has the mail`]),
  `  Mend it:         curl -X POST ${simulator}/scenario/churn/healthy`,
];
