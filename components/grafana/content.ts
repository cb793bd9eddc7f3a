import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import type { Settings } from "../../settings/settings.ts";
import { grafanaAccess } from "./access.ts";
import { grafanaAlerting } from "./alerting.ts";
import { grafanaDashboards } from "./dashboards.ts";
import { grafanaDataSources } from "./data-sources.ts";
import type { Grafana } from "./server.ts";

interface GrafanaContentArgs {
  readonly settings: Settings;
  readonly server: Grafana;
  readonly adminPassword: pulumi.Output<string>;
  /** First passwords by login, a JSON object. */
  readonly userPasswords: pulumi.Output<string> | undefined;
  /** By receiver and kind, a JSON object. */
  readonly receiverSecrets: pulumi.Output<string> | undefined;
}

/** What Grafana shows and tells, and who may look: data sources, dashboards, alerts of its own, users and teams. */
export class GrafanaContent extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings, server, adminPassword, userPasswords, receiverSecrets }: GrafanaContentArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    super("pipeline-monitoring:grafana:Content", name, {}, options);
    const provider = new grafana.Provider(
      name,
      {
        url: apiUrl(settings),
        auth: pulumi.secret(pulumi.interpolate`${settings.grafana.adminUser}:${adminPassword}`),
      },
      { parent: this },
    );
    const child = { parent: this, provider, dependsOn: server.ready };
    const sources = grafanaDataSources(name, settings, child);
    const folders = grafanaDashboards(name, settings, child);
    grafanaAccess(name, settings, userPasswords, folders, server.ready, child);
    const monitoring = folders.get("monitoring");
    if (monitoring === undefined) throw new Error("the monitoring has no folder for its alerts");
    // Rules without their data source would fire at once.
    grafanaAlerting(name, settings, receiverSecrets, monitoring.uid, {
      ...child,
      dependsOn: [server.ready, ...sources],
    });
    this.registerOutputs({});
  }
}

/** Where this machine reaches Grafana, whatever address people use. */
function apiUrl({ bindAddress, ports }: Settings): string {
  const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
  const host = everywhere[bindAddress] ?? (bindAddress.includes(":") ? `[${bindAddress}]` : bindAddress);
  return `http://${host}:${ports.grafana}`;
}
