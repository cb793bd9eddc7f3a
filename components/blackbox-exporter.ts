import type * as pulumi from "@pulumi/pulumi";
import { currentRelease } from "../rules/paths.ts";
import { renderProbes } from "../rules/probes.ts";
import type { ServiceArgs } from "./component.ts";
import { Exporter } from "./exporter.ts";
import { stagingDirectory } from "./service.ts";

const port = 9115;
const file = "blackbox.yml";

/** The exporter that probes health endpoints from outside their application. */
export function blackboxExporter(args: ServiceArgs, options: pulumi.ComponentResourceOptions): Exporter {
  const { images, resources } = args.settings;
  return new Exporter(
    "blackbox-exporter",
    {
      ...args,
      service: "blackbox-exporter",
      image: images.blackboxExporter,
      health: { kind: "http", port, path: "/-/healthy" },
      args: [`--config.file=${currentRelease}/${file}`],
      resources: resources.blackboxExporter,
      configuration: {
        files: new Map([[file, renderProbes()]]),
        validate: { command: ["blackbox_exporter", "--config.check", `--config.file=${stagingDirectory}/${file}`] },
        server: {
          port,
          reload: "/-/reload",
          verify: { kind: "gauge", metric: "blackbox_exporter_config_last_reload_successful" },
        },
      },
    },
    options,
  );
}
