import type * as pulumi from "@pulumi/pulumi";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const inboxPort = 8025;

/** A mail server that delivers nowhere and shows what it got: alerts end in an inbox from the first day. */
export class MailCatcher extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    const { images, ports, bindAddress, resources } = settings;
    super(
      "MailCatcher",
      name,
      {
        name: "mail",
        image: images.mail,
        args: [],
        user: "1000:1000",
        published: [{ container: inboxPort, port: ports.mail, address: bindAddress }],
        health: { kind: "http", port: inboxPort, path: "/api/v2/messages?limit=1" },
        resources: resources.mail,
      },
      backend,
      options,
    );
  }
}
