import type * as pulumi from "@pulumi/pulumi";
import { renderAlertmanager } from "../rules/delivery/alertmanager.ts";
import { receiverSecretFile, smtpPasswordFile, watchdogUrlFile } from "../rules/delivery/secret-files.ts";
import { messageTemplates } from "../rules/delivery/templates.ts";
import { currentRelease } from "../rules/paths.ts";
import { secretParts } from "../settings/receiver-secrets.ts";
import type { Settings } from "../settings/settings.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";
import { receiverSecret } from "./receiver-secrets.ts";
import { stagingDirectory } from "./service.ts";

const port = 9093;
const file = "alertmanager.yml";

type Secret = pulumi.Output<string> | undefined;

interface AlertmanagerArgs extends ServiceArgs {
  readonly secrets: {
    readonly smtpPassword?: Secret;
    /** By receiver and kind, a JSON object. */
    readonly receiverSecrets?: Secret;
    readonly watchdogUrl?: Secret;
  };
}

/** Alertmanager: groups alerts, routes them to receivers, holds silences. */
export class Alertmanager extends ServiceComponent {
  constructor(
    name: string,
    { settings, backend, secrets }: AlertmanagerArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    const { images, ports, bindAddress, resources, links } = settings;
    const files = secretFiles(settings, secrets);
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
          files: new Map([[file, renderAlertmanager(settings)], ...messageTemplates]),
          ...(Object.keys(files).length === 0 ? {} : { secrets: files }),
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

/** The files with secrets that the configuration names. */
function secretFiles(
  settings: Settings,
  { smtpPassword, receiverSecrets, watchdogUrl }: AlertmanagerArgs["secrets"],
): Readonly<Record<string, pulumi.Output<string>>> {
  return {
    ...(smtpPassword === undefined ? {} : { [smtpPasswordFile]: smtpPassword }),
    ...(watchdogUrl === undefined ? {} : { [watchdogUrlFile]: watchdogUrl }),
    ...Object.fromEntries(
      secretParts(settings).map((part) => [receiverSecretFile(part), receiverSecret(receiverSecrets, part)]),
    ),
  };
}
