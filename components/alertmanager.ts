import type * as pulumi from "@pulumi/pulumi";
import { renderAlertmanager, smtpPasswordFile } from "../rules/delivery/alertmanager.ts";
import { mailTemplate, mailTemplateFile } from "../rules/delivery/mail.ts";
import { currentRelease } from "../rules/paths.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";
import { stagingDirectory } from "./service.ts";

const port = 9093;
const file = "alertmanager.yml";

interface AlertmanagerArgs extends ServiceArgs {
  readonly smtpPassword: pulumi.Output<string> | undefined;
}

/** Alertmanager: groups alerts, routes them to receivers, holds silences. */
export class Alertmanager extends ServiceComponent {
  constructor(
    name: string,
    { settings, backend, smtpPassword }: AlertmanagerArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    const { images, ports, bindAddress, resources, links } = settings;
    super(
      "Alertmanager",
      name,
      {
        name: "alertmanager",
        image: images.alertmanager,
        args: [
          `--config.file=${currentRelease}/${file}`,
          "--storage.path=/alertmanager",
          `--web.external-url=${links.alertmanager}`,
          "--web.route-prefix=/",
          // One server needs no cluster, whose port would listen.
          "--cluster.listen-address=",
          // Silences and notifications are on disk after this time at the latest: what a crash may cost.
          "--data.maintenance-interval=5s",
        ],
        user: "65534:65534",
        data: { path: "/alertmanager" },
        configuration: {
          files: new Map([
            [file, renderAlertmanager(settings)],
            [mailTemplateFile, mailTemplate],
          ]),
          ...(smtpPassword === undefined ? {} : { secrets: { [smtpPasswordFile]: smtpPassword } }),
          validate: { command: ["amtool", "check-config", `${stagingDirectory}/${file}`] },
          server: { port, reload: "/-/reload", verify: { kind: "alertmanager", file } },
        },
        published: [{ container: port, port: ports.alertmanager, address: bindAddress }],
        health: { kind: "http", port, path: "/-/ready" },
        resources: resources.alertmanager,
      },
      backend,
      options,
    );
  }
}
