import type * as pulumi from "@pulumi/pulumi";
import { currentRelease } from "../rules/paths.ts";
import { alertsGroup, pipelineRules, recordingsGroup, renderRules } from "../rules/rule-files.ts";
import { renderPrometheus, scrapeJobs, targetFilesDirectory } from "../rules/scrape.ts";
import { durationSeconds } from "../settings/duration.ts";
import type { Settings } from "../settings/settings.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";
import { type Configuration, stagingDirectory } from "./service.ts";

const port = 9090;

/** Prometheus: scrapes, evaluates the rules, keeps the samples for `prometheus.retentionTime` or `retentionSize`. */
export class Prometheus extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    const { images, prometheus, ports, bindAddress, resources, links } = settings;
    super(
      "Prometheus",
      name,
      {
        name: "prometheus",
        image: images.prometheus,
        args: [
          `--config.file=${currentRelease}/prometheus.yml`,
          "--storage.tsdb.path=/prometheus",
          `--storage.tsdb.retention.time=${prometheus.retentionTime}`,
          `--storage.tsdb.retention.size=${prometheus.retentionSize}`,
          `--web.external-url=${links.prometheus}`,
          // Links carry the external URL's path, the API stays where it is.
          "--web.route-prefix=/",
          "--web.enable-lifecycle",
        ],
        user: "65534:65534",
        data: { path: "/prometheus" },
        configuration: configuration(settings),
        published: [{ container: port, port: ports.prometheus, address: bindAddress }],
        health: { kind: "http", port, path: "/-/ready" },
        resources: resources.prometheus,
        reachesOnHost: ["node-exporter"],
        ...(prometheus.targetFiles === undefined
          ? {}
          : {
              host: {
                reason: "Lists of targets that are kept outside of the stack are read as they change.",
                mounts: [{ source: prometheus.targetFiles, target: targetFilesDirectory }],
              },
            }),
      },
      backend,
      options,
    );
  }
}

function configuration(settings: Settings): Configuration {
  const rules = [...renderRules(settings)].map(([file, text]) => [`rules/${file}`, text] as const);
  return {
    files: new Map([["prometheus.yml", renderPrometheus(settings)], ...rules]),
    validate: { command: ["promtool", "check", "config", `${stagingDirectory}/prometheus.yml`] },
    server: {
      port,
      reload: "/-/reload",
      verify: {
        kind: "prometheus",
        jobs: scrapeJobs(settings).map((job) => job.name),
        rules: pipelineRules(settings).flatMap(({ pipeline, recordings, alerts }) => [
          ...recordings.map(({ record, expr, labels = {} }) => ({
            group: recordingsGroup(pipeline),
            name: record,
            query: expr,
            seconds: 0,
            labels,
            annotations: {},
          })),
          ...alerts.map((rule) => ({
            group: alertsGroup(pipeline),
            name: rule.alert,
            query: rule.expr,
            seconds: durationSeconds(rule.for) ?? 0,
            labels: rule.labels,
            annotations: rule.annotations,
          })),
        ]),
      },
    },
  };
}
