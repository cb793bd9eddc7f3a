import type * as pulumi from "@pulumi/pulumi";
import { type ServiceArgs, ServiceComponent } from "./component.ts";
import type { Configuration, HealthCheck, ServiceDescription } from "./service.ts";

interface ExporterArgs extends ServiceArgs {
  /** Its name in the stack's network; its scrape job has the same. */
  readonly service: string;
  readonly image: string;
  readonly health: HealthCheck;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly resources: ServiceDescription["resources"];
  readonly configuration?: Configuration;
}

/** Any exporter: an image that serves /metrics. */
export class Exporter extends ServiceComponent {
  constructor(name: string, args: ExporterArgs, options: pulumi.ComponentResourceOptions) {
    const { service, image, health, resources, env, configuration, backend } = args;
    super(
      "Exporter",
      name,
      {
        name: service,
        image,
        args: args.args,
        ...(env === undefined ? {} : { env }),
        ...(configuration === undefined ? {} : { configuration }),
        user: "65534:65534",
        health,
        resources,
      },
      backend,
      options,
    );
  }
}
