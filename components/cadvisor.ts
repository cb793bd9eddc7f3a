import type * as pulumi from "@pulumi/pulumi";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const port = 8080;

/** cAdvisor: processors, memory, network and disks of each container. */
export class Cadvisor extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    super(
      "Cadvisor",
      name,
      {
        name: "cadvisor",
        image: settings.images.cadvisor,
        args: [
          "--docker_only=true",
          "--store_container_labels=false",
          "--housekeeping_interval=10s",
          "--disable_metrics=advtcp,cpu_topology,cpuset,hugetlb,memory_numa,percpu,process,referenced_memory,resctrl,sched,tcp,udp",
        ],
        user: "0:0",
        host: {
          reason: "Root, without capabilities: the engine's socket and its containers' directories are root's alone.",
          mounts: [
            { source: "/", target: "/rootfs" },
            { source: "/var/run", target: "/var/run" },
            { source: "/sys", target: "/sys" },
            { source: "/var/lib/docker", target: "/var/lib/docker" },
          ],
        },
        health: { kind: "http", port, path: "/healthz" },
        resources: settings.resources.cadvisor,
      },
      backend,
      options,
    );
  }
}
