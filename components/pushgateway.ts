import type * as pulumi from "@pulumi/pulumi";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const port = 9091;

/** Pushgateway: holds what short-lived jobs push, until Prometheus scrapes it. */
export class Pushgateway extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    const { images, ports, bindAddress, resources } = settings;
    super(
      "Pushgateway",
      name,
      {
        name: "pushgateway",
        image: images.pushgateway,
        args: [
          "--persistence.file=/pushgateway/metrics.db",
          // On disk after this time at the latest: what a crash may cost.
          "--persistence.interval=5s",
        ],
        user: "65534:65534",
        data: { path: "/pushgateway" },
        published: [{ container: port, port: ports.pushgateway, address: bindAddress }],
        health: { kind: "http", port, path: "/-/ready" },
        resources: resources.pushgateway,
      },
      backend,
      options,
    );
  }
}
