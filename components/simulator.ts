import type * as pulumi from "@pulumi/pulumi";
import { bundle } from "./bundle.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const controlPort = 8001;

/** The simulator, which plays the pipelines' applications; a POST to its control port breaks one. */
export class Simulator extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    const { images, ports, bindAddress, resources } = settings;
    super(
      "Simulator",
      name,
      {
        name: "simulator",
        image: images.node,
        entrypoint: ["node"],
        args: ["/simulator.mjs", "--control-port", String(controlPort), "--pushgateway", "http://pushgateway:9091"],
        user: "1000:1000",
        program: { path: "/simulator.mjs", text: bundle("simulator") },
        published: [{ container: controlPort, port: ports.simulator, address: bindAddress }],
        health: {
          kind: "command",
          command: [
            "node",
            "-e",
            `fetch("http://127.0.0.1:${controlPort}/healthz").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
          ],
        },
        resources: resources.simulator,
      },
      backend,
      options,
    );
  }
}
