import { closed, counter, gauge, open } from "./metric.ts";

// Nearly all samples come with a time of their own, so Prometheus does not mark them as gone when they leave the page:
// queries see a stopped container for five minutes more.

// `id` and `image` follow from the name, so they make no more series. The machine as a whole has an empty name.
const container = {
  id: open(1, "/docker/eff8f4c4ccb7", "/"),
  image: open(1, "docker.io/prom/prometheus:v3.15.0", ""),
  name: open(100, "pipeline-monitoring-dev-prometheus", ""),
};
const network = { ...container, interface: open(2, "eth0") };
const machine = { boot_id: open(1, "9ec65c76"), machine_id: open(1, "3d1219c7"), system_uuid: open(1, "") };

/** One series a container: the exporter's flags leave out the single processors. */
export const containerCpu = counter({
  name: "container_cpu_usage_seconds_total",
  help: "Processor time that a container used.",
  unit: "seconds",
  labels: { ...container, cpu: closed("total") },
});

/** With the page cache, which the kernel takes back when memory is short: `containerWorkingSet` is what counts. */
export const containerMemory = gauge({
  name: "container_memory_usage_bytes",
  help: "Memory that a container holds, page cache included.",
  unit: "bytes",
  labels: container,
});

export const containerWorkingSet = gauge({
  name: "container_memory_working_set_bytes",
  help: "Memory of a container that cannot simply be taken back; at the limit the container is killed.",
  unit: "bytes",
  labels: container,
});

/** 0 for a container without a limit: divide only by what is above it. */
export const containerMemoryLimit = gauge({
  name: "container_spec_memory_limit_bytes",
  help: "Memory that a container may hold; 0 if it has no limit.",
  unit: "bytes",
  labels: container,
});

/** Missing for a container without a limit. */
export const containerCpuQuota = gauge({
  name: "container_spec_cpu_quota",
  help: "Microseconds of processor time that a container may use in each period.",
  labels: container,
});

export const containerCpuPeriod = gauge({
  name: "container_spec_cpu_period",
  help: "Microseconds after which a container's quota of processor time starts anew.",
  labels: container,
});

export const containerNetworkReceived = counter({
  name: "container_network_receive_bytes_total",
  help: "Bytes received by a container's network interface.",
  unit: "bytes",
  labels: network,
});

export const containerNetworkSent = counter({
  name: "container_network_transmit_bytes_total",
  help: "Bytes sent by a container's network interface.",
  unit: "bytes",
  labels: network,
});

/** Leaves the page within a minute after the container stopped, so it hardly grows old: it goes missing. */
export const containerLastSeen = gauge({
  name: "container_last_seen",
  help: "When a container was last seen running, as a Unix time.",
  unit: "seconds",
  labels: container,
});

/** Changes with each restart; cAdvisor has no count of restarts. */
export const containerStartTime = gauge({
  name: "container_start_time_seconds",
  help: "When a container was started, as a Unix time.",
  unit: "seconds",
  labels: container,
});

export const containerOomEvents = counter({
  name: "container_oom_events_total",
  help: "Times that the kernel killed a process of a container for want of memory.",
  unit: "count",
  labels: container,
});

export const machineCores = gauge({
  name: "machine_cpu_cores",
  help: "Processors of the machine.",
  unit: "cores",
  labels: machine,
});

export const machineMemory = gauge({
  name: "machine_memory_bytes",
  help: "Memory of the machine.",
  unit: "bytes",
  labels: machine,
});

/** What is asked of cAdvisor, as the stack runs it; its page has more. */
export const cadvisorMetrics = [
  containerCpu,
  containerMemory,
  containerWorkingSet,
  containerMemoryLimit,
  containerCpuQuota,
  containerCpuPeriod,
  containerNetworkReceived,
  containerNetworkSent,
  containerLastSeen,
  containerStartTime,
  containerOomEvents,
  machineCores,
  machineMemory,
] as const;
