import * as pulumi from "@pulumi/pulumi";
import { unsound } from "../rules/soundness.ts";
import type { Loaded } from "../settings/load.ts";
import type { Settings } from "../settings/settings.ts";
import { Alertmanager } from "./alertmanager.ts";
import type { Backend } from "./backends/backend.ts";
import { DockerBackend } from "./backends/docker.ts";
import { blackboxExporter } from "./blackbox-exporter.ts";
import { Cadvisor } from "./cadvisor.ts";
import { Exporter } from "./exporter.ts";
import { GrafanaContent } from "./grafana/content.ts";
import { Grafana } from "./grafana/server.ts";
import { kafkaLagExporters } from "./kafka-lag.ts";
import { MailCatcher } from "./mail-catcher.ts";
import { NodeExporter } from "./node-exporter.ts";
import { Prometheus } from "./prometheus.ts";
import { Pushgateway } from "./pushgateway.ts";
import { RunbookSite } from "./runbook-site.ts";
import { Simulator } from "./simulator.ts";

/** The whole of a stack's monitoring. */
export class MonitoringStack extends pulumi.ComponentResource {
  /** URLs that people open, by service. */
  readonly urls: Readonly<Record<string, string>>;

  constructor(name: string, { settings, secrets }: Loaded, options: pulumi.ComponentResourceOptions = {}) {
    super("pipeline-monitoring:stack:MonitoringStack", name, {}, options);
    const faults = unsound(settings);
    if (faults.length > 0) throw new pulumi.RunError(`Nothing was changed, since:\n  - ${faults.join("\n  - ")}`);
    const adminPassword = secrets.grafanaAdminPassword;
    if (adminPassword === undefined) throw new Error("grafanaAdminPassword was not loaded");
    const args = { settings, backend: backendOf(settings, this) };
    const child = { parent: this };

    new NodeExporter("node-exporter", args, child);
    new Cadvisor("cadvisor", args, child);
    new Pushgateway("pushgateway", args, child);
    blackboxExporter(args, child);
    for (const [service, { image, args: flags, env, memoryMiB, cpus }] of Object.entries(settings.exporters)) {
      const resources = { memoryMiB, cpus };
      const health = { kind: "scrape" } as const;
      new Exporter(service, { ...args, service, image, args: flags, env, health, resources }, child);
    }
    kafkaLagExporters(args, secrets.kafkaLagPasswords, child);
    if (settings.simulator.enabled) new Simulator("simulator", args, child);
    if (settings.mail.enabled) new MailCatcher("mail", args, child);
    new RunbookSite("runbooks", args, child);
    new Alertmanager("alertmanager", { ...args, secrets }, child);
    new Prometheus("prometheus", args, child);
    const server = new Grafana("grafana", { ...args, adminPassword, smtpPassword: secrets.smtpPassword }, child);
    const { grafanaUserPasswords: userPasswords, receiverSecrets } = secrets;
    new GrafanaContent("grafana-content", { settings, server, adminPassword, userPasswords, receiverSecrets }, child);

    this.urls = urlsOf(settings);
    this.registerOutputs({ urls: this.urls });
  }
}

function backendOf({ platform, images }: Settings, parent: pulumi.Resource): Backend {
  switch (platform) {
    case "docker":
      return new DockerBackend(images.node, parent);
    default:
      return platform satisfies never;
  }
}

function urlsOf({ links, ports, bindAddress, simulator, mail }: Settings): Readonly<Record<string, string>> {
  return {
    ...links,
    pushgateway: `http://${bindAddress}:${ports.pushgateway}`,
    ...(simulator.enabled ? { simulator: `http://${bindAddress}:${ports.simulator}` } : {}),
    ...(mail.enabled ? { mail: `http://${bindAddress}:${ports.mail}` } : {}),
  };
}
