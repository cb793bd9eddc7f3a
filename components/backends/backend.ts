import type * as pulumi from "@pulumi/pulumi";
import type { ServiceDescription } from "../service.ts";

/** A platform that runs services. */
export interface Backend {
  /** Creates the service below `parent`; returns once it is healthy. */
  run(description: ServiceDescription, parent: pulumi.Resource): RunningService;
}

export interface RunningService {
  /** What must exist before anything can talk to the service. */
  readonly ready: pulumi.Resource;
}
