import { monitoringJobs } from "../../../catalogue/monitoring.ts";
import { nodeFilesystemAvailable, nodeFilesystemSize } from "../../../catalogue/node.ts";
import { divide, gaugeOf, greater, max, subtract } from "../../../catalogue/promql/build.ts";
import { alert } from "../../alert.ts";
import { constant, justAbove, justBelow } from "../../fixture.ts";
import { formatValue, valueTemplate } from "../../units.ts";

const { nodeExporter } = monitoringJobs;

/** Without what is no disk, or full by nature: images that are mounted to be read. */
export const disks = { fstype: { notMatches: "tmpfs|ramfs|overlay|squashfs|iso9660|erofs" } } as const;

/**
 * Share of a disk that is used; a panel may pick mounts. By device, since one that is mounted twice has two series. What
 * is divided selects for both.
 */
export const diskUsed = (where: Parameters<typeof gaugeOf<"mountpoint">>[1] = {}) =>
  max(subtract(1, divide(gaugeOf(nodeFilesystemAvailable, { ...where, ...disks }), gaugeOf(nodeFilesystemSize))), [
    "instance",
    "device",
  ]);

export const storageNearCapacity = alert({
  name: "StorageNearCapacity",
  component: "storage",
  jobs: [nodeExporter],
  service: "infrastructure",
  severity: "critical",
  for: "5m",
  numbers: {
    threshold: { default: 0.9, unit: "ratio", min: 0, max: 1, source: "trade.md, 6.1: 90 %" },
  },
  panel: "trade-infrastructure/disk-usage-trend",
  summary: "A disk is nearly full",
  description: ({ numbers }) =>
    `{{ $labels.device }} of {{ $labels.instance }} is ${valueTemplate("ratio")} full (threshold ${formatValue(numbers.threshold, "ratio")}).`,
  expression: ({ numbers }) => greater(diskUsed(), numbers.threshold),
  proof: ({ numbers: { threshold } }) => {
    const size = 50e9;
    const host = { job: nodeExporter.name, instance: "kafka-1:9100", ...nodeExporter.labels };
    const disk = (fstype: string, mountpoint: string, used: number) => {
      const labels = { ...host, device: "/dev/vda1", device_error: "", fstype, mountpoint };
      return [constant(nodeFilesystemAvailable, labels, (1 - used) * size), constant(nodeFilesystemSize, labels, size)];
    };
    return {
      // Mounted twice, and still one alert.
      fires: [
        ...disk("ext4", "/", Math.min(1, justAbove(threshold))),
        ...disk("ext4", "/var/lib/docker", Math.min(1, justAbove(threshold))),
      ],
      quiet: {
        "just below the threshold": disk("ext4", "/", justBelow(threshold)),
        "full, but no disk": disk("squashfs", "/snap/core", 1),
      },
      whenAbsent: "quiet",
    };
  },
});
