import { closed, counter, gauge, open } from "./metric.ts";

const cpu = open(16, "0", "1");
// Interfaces of containers are left out by the exporter's flags.
const interfaces = open(8, "eth0", "lo");
// A device that is mounted twice has two series: take the maximum by device before anything else.
const filesystem = {
  device: open(8, "/dev/vda"),
  device_error: closed(""),
  // With the mount point it follows from the device, so it makes no more series.
  fstype: open(1, "ext4", "xfs", "tmpfs"),
  mountpoint: open(4, "/", "/var/lib/docker"),
};

export const nodeCpu = counter({
  name: "node_cpu_seconds_total",
  help: "Time that each processor spent, by what it was spent on.",
  unit: "seconds",
  labels: { cpu, mode: closed("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal") },
});

export const nodeMemoryAvailable = gauge({
  name: "node_memory_MemAvailable_bytes",
  help: "Memory that programs can still get without swapping.",
  unit: "bytes",
});

export const nodeMemoryTotal = gauge({
  name: "node_memory_MemTotal_bytes",
  help: "Memory of the machine.",
  unit: "bytes",
});

export const nodeFilesystemAvailable = gauge({
  name: "node_filesystem_avail_bytes",
  help: "Space of a file system that programs can still write to.",
  unit: "bytes",
  labels: filesystem,
});

export const nodeFilesystemSize = gauge({
  name: "node_filesystem_size_bytes",
  help: "Size of a file system.",
  unit: "bytes",
  labels: filesystem,
});

export const nodeNetworkReceived = counter({
  name: "node_network_receive_bytes_total",
  help: "Bytes received by a network interface.",
  unit: "bytes",
  labels: { device: interfaces },
});

export const nodeNetworkSent = counter({
  name: "node_network_transmit_bytes_total",
  help: "Bytes sent by a network interface.",
  unit: "bytes",
  labels: { device: interfaces },
});

/** What is asked of node-exporter; its page has ten times more. */
export const nodeMetrics = [
  nodeCpu,
  nodeMemoryAvailable,
  nodeMemoryTotal,
  nodeFilesystemAvailable,
  nodeFilesystemSize,
  nodeNetworkReceived,
  nodeNetworkSent,
] as const;
