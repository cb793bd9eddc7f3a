import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { dataSources, type FolderName, folders } from "../dashboards/definition.ts";
import { renderDashboards } from "../dashboards/render.ts";
import type { Settings } from "../settings/settings.ts";
import type { Grafana } from "./grafana.ts";

interface GrafanaContentArgs {
  readonly settings: Settings;
  readonly server: Grafana;
  readonly adminPassword: pulumi.Output<string>;
  /** First passwords by login, a JSON object. */
  readonly userPasswords: pulumi.Output<string> | undefined;
}

/** What Grafana shows and who may look: data sources, folders, dashboards, users. */
export class GrafanaContent extends pulumi.ComponentResource {
  constructor(
    name: string,
    { settings, server, adminPassword, userPasswords }: GrafanaContentArgs,
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
    dataSourcesOf(name, settings, child);
    dashboardsOf(name, settings, child);
    if (userPasswords !== undefined) usersOf(name, settings, userPasswords, child);
    this.registerOutputs({});
  }
}

/** Where this machine reaches Grafana, whatever address people use. */
function apiUrl({ bindAddress, ports }: Settings): string {
  const everywhere: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
  const host = everywhere[bindAddress] ?? (bindAddress.includes(":") ? `[${bindAddress}]` : bindAddress);
  return `http://${host}:${ports.grafana}`;
}

function dataSourcesOf(name: string, settings: Settings, options: pulumi.CustomResourceOptions): void {
  new grafana.oss.DataSource(
    `${name}-prometheus`,
    {
      uid: dataSources.prometheus,
      name: "Prometheus",
      type: "prometheus",
      url: "http://prometheus:9090",
      isDefault: true,
      jsonDataEncoded: JSON.stringify({
        alertmanagerUid: dataSources.alertmanager,
        httpMethod: "POST",
        prometheusType: "Prometheus",
        // Grafana's smallest step: a shorter one shows nothing between two scrapes.
        timeInterval: settings.prometheus.scrapeInterval,
      }),
    },
    options,
  );
  new grafana.oss.DataSource(
    `${name}-alertmanager`,
    {
      uid: dataSources.alertmanager,
      name: "Alertmanager",
      type: "alertmanager",
      url: "http://alertmanager:9093",
      jsonDataEncoded: JSON.stringify({ implementation: "prometheus", handleGrafanaManagedAlerts: false }),
    },
    options,
  );
}

function dashboardsOf(name: string, settings: Settings, options: pulumi.CustomResourceOptions): void {
  const made = new Map<FolderName, grafana.oss.Folder>();
  for (const { uid, folder, json } of renderDashboards(settings)) {
    const existing = made.get(folder);
    const parent =
      existing ?? new grafana.oss.Folder(`${name}-${folder}`, { uid: folder, title: folders[folder] }, options);
    made.set(folder, parent);
    new grafana.oss.Dashboard(
      `${name}-${uid}`,
      { configJson: json, folder: parent.uid, overwrite: true, message: "Made by pulumi up" },
      options,
    );
  }
}

function usersOf(
  name: string,
  settings: Settings,
  passwords: pulumi.Output<string>,
  options: pulumi.CustomResourceOptions,
): void {
  for (const { login, email, name: fullName, admin } of settings.grafana.users) {
    const password = passwords.apply((json) => {
      const found = (JSON.parse(json) as Record<string, string>)[login];
      if (found === undefined) throw new pulumi.RunError(`grafanaUserPasswords has no password for ${login}`);
      return found;
    });
    new grafana.oss.User(`${name}-user-${login}`, { login, email, name: fullName, isAdmin: admin, password }, options);
  }
}
