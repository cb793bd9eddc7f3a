import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { PageName } from "../../catalogue/job.ts";
import { renderAlertmanager } from "../../rules/delivery/alertmanager.ts";
import { mailTemplate, mailTemplateFile } from "../../rules/delivery/mail.ts";
import { currentRelease } from "../../rules/paths.ts";
import { renderProbes } from "../../rules/probes.ts";
import { renderRules } from "../../rules/rule-files.ts";
import { renderPrometheus } from "../../rules/scrape.ts";
import type { ImageName } from "../../settings/images.ts";
import { imageOf } from "../images.ts";
import { trackedSettings } from "../rendered-files.ts";
import { type Pages, wholePage } from "./pages.ts";
import { answered, freePorts, type Processes } from "./processes.ts";

interface Server {
  /** As in the stack's network, so that addresses on the pages are the stack's. */
  readonly name: string;
  readonly image: ImageName;
  /** Where the container listens, and on this machine. */
  readonly port: number;
  readonly published: number;
  /** The container's directory for data, and whose it is. */
  readonly data?: readonly [path: string, user: number];
  readonly files?: ReadonlyMap<string, string>;
  readonly options?: readonly string[];
  readonly args?: readonly string[];
}

const network = "monitoring-record";
/** Answers the probe as a healthy application does. */
const application = { name: "application", port: 8000 } as const;
/** A job's last success, as it would push it. */
const pushed = "/metrics/job/nightly/pipeline/monitoring/service/nightly";

/** Runs the stack's servers with the dev stack's configuration; returns their pages, and a probe's. */
export async function recordServers(processes: Processes): Promise<Pages> {
  const settings = trackedSettings("dev");
  const [grafana = 0, alertmanager = 0, pushgateway = 0, blackbox = 0, web = 0, prometheus = 0] = await freePorts(6);
  processes.createNetwork(network);
  const servers: readonly Server[] = [
    {
      ...{ name: "grafana", image: "grafana", port: 3000, published: grafana, data: ["/var/lib/grafana", 472] },
      options: ["--user", "472:0", "--env", "GF_ANALYTICS_REPORTING_ENABLED=false"],
    },
    {
      ...{ name: "alertmanager", image: "alertmanager", port: 9093, published: alertmanager },
      data: ["/alertmanager", 65534],
      files: new Map([
        ["alertmanager.yml", renderAlertmanager(settings)],
        [mailTemplateFile, mailTemplate],
      ]),
      args: [
        `--config.file=${currentRelease}/alertmanager.yml`,
        "--storage.path=/alertmanager",
        "--cluster.listen-address=",
      ],
    },
    { name: "pushgateway", image: "pushgateway", port: 9091, published: pushgateway },
    {
      ...{ name: "blackbox-exporter", image: "blackboxExporter", port: 9115, published: blackbox },
      files: new Map([["blackbox.yml", renderProbes()]]),
      args: [`--config.file=${currentRelease}/blackbox.yml`],
    },
    {
      ...{ name: application.name, image: "web", port: application.port, published: web },
      options: ["--entrypoint", "caddy"],
      args: ["respond", "--listen", `:${application.port}`, '{"status": "healthy"}'],
    },
    {
      ...{ name: "prometheus", image: "prometheus", port: 9090, published: prometheus, data: ["/prometheus", 65534] },
      files: new Map([
        ["prometheus.yml", renderPrometheus(settings)],
        ...[...renderRules(settings)].map(([file, text]) => [`rules/${file}`, text] as const),
      ]),
      args: [`--config.file=${currentRelease}/prometheus.yml`, "--storage.tsdb.path=/prometheus"],
    },
  ];
  for (const server of servers) start(server, processes);
  await push(pushgateway, processes);
  await answered(`http://127.0.0.1:${web}/`, () => [], processes);
  const probe = `/probe?module=json_healthy&target=http://${application.name}:${application.port}/health`;
  const pages = async (): Promise<Pages> => {
    const found: [PageName, string][] = [];
    found.push(["grafana", await wholePage("grafana", grafana, "/metrics", processes)]);
    found.push(["alertmanager", await wholePage("alertmanager", alertmanager, "/metrics", processes)]);
    found.push(["pushgateway", await wholePage("pushgateway", pushgateway, "/metrics", processes)]);
    // Before the exporter tells of itself: its own page then knows of a probe.
    found.push(["blackbox-probe", await wholePage("blackbox-probe", blackbox, probe, processes)]);
    found.push(["blackbox", await wholePage("blackbox", blackbox, "/metrics", processes)]);
    found.push(["prometheus", await wholePage("prometheus", prometheus, "/metrics", processes)]);
    return new Map(found);
  };
  await pages();
  // After some scrapes and evaluations.
  await sleep(45_000);
  return pages();
}

function start({ name, image, port, published, data, files, options = [], args = [] }: Server, processes: Processes) {
  const directory = join(processes.directory, name);
  for (const [path, text] of files ?? []) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  // The containers' users are not this one.
  chmodSync(processes.directory, 0o755);
  processes.startContainer(`monitoring-record-${name}`, [
    ...["--network", network, "--network-alias", name, "--publish", `127.0.0.1:${published}:${port}`],
    ...(data === undefined ? [] : ["--tmpfs", `${data[0]}:uid=${data[1]},mode=0700`]),
    ...(files === undefined ? [] : ["--volume", `${directory}:${currentRelease}:ro`]),
    ...[...options, imageOf(image), ...args],
  ]);
}

/** Pushes a group, as a job of the stack's own would. */
async function push(port: number, processes: Processes): Promise<void> {
  await answered(`http://127.0.0.1:${port}/-/ready`, () => [], processes);
  const body = "# TYPE nightly_last_success_timestamp_seconds gauge\nnightly_last_success_timestamp_seconds 1\n";
  const { status } = await fetch(`http://127.0.0.1:${port}${pushed}`, { method: "PUT", body });
  if (status >= 300) throw new Error(`the Pushgateway answers a push with ${status}`);
}
