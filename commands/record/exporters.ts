import { setTimeout as sleep } from "node:timers/promises";
import { imageOf } from "../images.ts";
import { withoutSamples } from "./page.ts";
import { type Pages, wholePage } from "./pages.ts";
import { freePorts, type Processes } from "./processes.ts";

/** Flags of the exporters as the stack runs them; a test holds them to components/. */
export const recordedFlags = {
  nodeExporter: [
    "--path.rootfs=/host",
    "--path.procfs=/host/proc",
    "--path.sysfs=/host/sys",
    "--collector.filesystem.mount-points-exclude=^/(dev|proc|sys|run|var/lib/docker/.+|var/lib/containerd/.+)($|/)",
    "--collector.netdev.device-exclude=^(veth.*|br-.*|docker.*|cni.*)$",
    "--collector.netclass.ignored-devices=^(veth.*|br-.*|docker.*|cni.*)$",
  ],
  cadvisor: [
    "--docker_only=true",
    "--store_container_labels=false",
    "--housekeeping_interval=10s",
    "--disable_metrics=advtcp,cpu_topology,cpuset,hugetlb,memory_numa,percpu,process,referenced_memory,resctrl,sched,tcp,udp",
  ],
} as const;

const containers = { node: "monitoring-record-node", cadvisor: "monitoring-record-cadvisor" } as const;

/** Runs node-exporter and cAdvisor from the stack's images; returns their pages without what only this machine has. */
export async function recordExporters(processes: Processes): Promise<Pages> {
  const [nodePort = 0, cadvisorPort = 0] = await freePorts(2);
  // With limits, so that cAdvisor has some to show.
  const common = ["--network", "host", "--cpus", "0.5", "--memory", "256m"];
  processes.startContainer(containers.node, [
    ...[...common, "--pid", "host", "--user", "65534:65534", "--volume", "/:/host:ro,rslave"],
    ...[imageOf("nodeExporter"), ...recordedFlags.nodeExporter, `--web.listen-address=127.0.0.1:${nodePort}`],
  ]);
  processes.startContainer(containers.cadvisor, [
    ...[...common, "--user", "0:0", "--volume", "/:/rootfs:ro"],
    ...["/var/run", "/sys", "/var/lib/docker"].flatMap((path) => ["--volume", `${path}:${path}:ro`]),
    ...[imageOf("cadvisor"), ...recordedFlags.cadvisor, "--listen_ip=127.0.0.1", `--port=${cadvisorPort}`],
  ]);
  const node = await wholePage("node", nodePort, "/metrics", processes);
  await wholePage("cadvisor", cadvisorPort, "/metrics", processes);
  // After two rounds of housekeeping.
  await sleep(20_000);
  const cadvisor = await wholePage("cadvisor", cadvisorPort, "/metrics", processes);
  return new Map([
    ["node", impersonal(node)],
    ["cadvisor", impersonal(cadvisor)],
  ]);
}

const identifying = new Set([
  "cadvisor_version_info",
  "node_dmi_info",
  "node_network_info",
  "node_os_info",
  "node_uname_info",
]);
const own = new Set<string>(["", ...Object.values(containers)]);

/** A page without the machine's names and addresses, its mounts of other things than disks, and others' containers. */
function impersonal(text: string): string {
  const kept = withoutSamples(
    text,
    ({ name, labels }) =>
      identifying.has(name) ||
      (name.startsWith("node_filesystem_") && !(labels["device"] ?? "").startsWith("/dev/")) ||
      (name.startsWith("container_") && !own.has(labels["name"] ?? "")),
  );
  return kept.replaceAll(/\b(boot_id|machine_id|system_uuid)="[^"]*"/g, '$1="0"');
}
