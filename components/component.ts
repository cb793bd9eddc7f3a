import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings/settings.ts";
import type { Backend, RunningService } from "./backends/backend.ts";
import type { ServiceDescription } from "./service.ts";

/** What every service component is made from. */
export interface ServiceArgs {
  readonly settings: Settings;
  readonly backend: Backend;
}

/** A service of the stack: a name in Pulumi's tree over what the backend makes of its description. */
export class ServiceComponent extends pulumi.ComponentResource {
  /** What must exist before anything can talk to the service. */
  readonly ready: pulumi.Resource;

  /** @param kind the token's last part, such as `Prometheus` */
  constructor(
    kind: string,
    name: string,
    description: ServiceDescription,
    backend: Backend,
    options: pulumi.ComponentResourceOptions,
  ) {
    super(`pipeline-monitoring:service:${kind}`, name, {}, options);
    const running: RunningService = backend.run(description, this);
    this.ready = running.ready;
    this.registerOutputs({});
  }
}
