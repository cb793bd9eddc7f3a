import type * as pulumi from "@pulumi/pulumi";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const port = 9100;

/** node-exporter: the machine's processors, memory, disks and network interfaces. */
export class NodeExporter extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    super(
      "NodeExporter",
      name,
      {
        name: "node-exporter",
        image: settings.images.nodeExporter,
        args: [
          "--path.rootfs=/host",
          "--path.procfs=/host/proc",
          "--path.sysfs=/host/sys",
          "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/docker/.+|var/lib/containerd/.+)($|/)",
          // A pair of interfaces per container would make series without end.
          "--collector.netdev.device-exclude=^(veth.*|br-.*|docker.*|cni.*)$",
          "--collector.netclass.ignored-devices=^(veth.*|br-.*|docker.*|cni.*)$",
        ],
        user: "65534:65534",
        host: {
          reason: "It reports the machine, not its own container: its network interfaces, processes and file systems.",
          network: { port, listenArg: (address) => `--web.listen-address=${address}:${port}` },
          processes: true,
          mounts: [{ source: "/", target: "/host", follow: true }],
        },
        health: { kind: "http", port, path: "/" },
        resources: settings.resources.nodeExporter,
      },
      backend,
      options,
    );
  }
}
