import { z } from "zod";
import { monitoring } from "../catalogue/monitoring.ts";
import { pipelines } from "../pipelines.ts";
import { severities } from "../rules/alert.ts";
import { businessHours, grafana } from "./grafana.ts";
import { defaultImages, type ImageName } from "./images.ts";
import { kafkaLag } from "./kafka-lag.ts";
import { receivers } from "./receivers.ts";
import { alertmanager } from "./routes.ts";
import { moreTargets, pipelineSettings } from "./targets.ts";
import { duration, email, hostPort, imageRef, port, size, slug, url } from "./values.ts";
import { watchdog } from "./watchdog.ts";

const resources = (memoryMiB: number, cpus: number) =>
  z
    .strictObject({
      memoryMiB: z.int().min(16).max(1_048_576).default(memoryMiB).describe("Memory limit, MiB"),
      cpus: z.number().min(0.05).max(256).default(cpus).describe("CPU limit, cores"),
    })
    .prefault({})
    .describe("Limits of the service's container");

const imageNames = Object.keys(defaultImages) as ImageName[];
const images = z
  .strictObject(
    Object.fromEntries(
      imageNames.map((name) => [
        name,
        imageRef.default(defaultImages[name]).describe(`Image of ${name}, with its tag`),
      ]),
    ) as unknown as Record<ImageName, z.ZodDefault<typeof imageRef>>,
  )
  .prefault({})
  .describe("Images, pulled by name and tag; `node` runs the programs of this project, `web` serves the runbooks");

const tunings = z
  .strictObject(
    Object.fromEntries(
      pipelines.map(({ alerts }) => [
        alerts.pipeline,
        z
          .strictObject(
            Object.fromEntries(
              alerts.alerts.map((alert) => [
                alert.name,
                z
                  .strictObject({
                    enabled: z.boolean().describe("Whether the rule exists"),
                    severity: z.enum(severities).describe("Chooses the route to a receiver"),
                    for: duration().describe("How long the condition must hold"),
                    team: slug.describe("Owner, in place of the pipeline's"),
                    ...(alert.window === undefined
                      ? {}
                      : {
                          window: duration().describe("Range of its rates, at least twice prometheus.scrapeInterval"),
                        }),
                    ...Object.fromEntries(
                      Object.entries(alert.numbers).map(([name, { min, max, unit }]) => [
                        name,
                        z.number().min(min).max(max).describe(`A number of the alert, in ${unit}`),
                      ]),
                    ),
                  })
                  .partial()
                  .describe(alert.summary),
              ]),
            ),
          )
          .partial()
          .describe(`Alerts of the pipeline ${alerts.pipeline}`),
      ]),
    ),
  )
  .partial()
  .prefault({});

const declaredPipelines = z
  .strictObject(
    Object.fromEntries(
      pipelines
        .filter(({ always }) => !always)
        .map(({ catalogue }) => [
          catalogue.name,
          pipelineSettings(catalogue)
            .optional()
            .describe(`The pipeline ${catalogue.title}; left out, it is not monitored`),
        ]),
    ),
  )
  .prefault({})
  .describe("The pipelines to monitor");

const exporter = z.strictObject({
  image: imageRef.describe("Image with its tag"),
  port: port.describe("Port of its /metrics, in the stack's network"),
  metricsPath: z
    .string()
    .startsWith("/", { error: "a path that starts with /" })
    .default("/metrics")
    .describe("Path of its metrics"),
  args: z.array(z.string()).default([]).describe("Arguments of its command line"),
  env: z.record(z.string(), z.string()).default({}).describe("Environment variables; not for secrets"),
  pipeline: slug.default("monitoring").describe("The `pipeline` label of its series"),
  memoryMiB: z.int().min(16).max(1_048_576).default(128).describe("Memory limit, MiB"),
  cpus: z.number().min(0.05).max(256).default(0.25).describe("CPU limit, cores"),
});

/** All that stack config may say, under the project's namespace; strict at every level. */
export const schema = z.strictObject({
  platform: z.enum(["docker"]).default("docker").describe("What the stack runs on"),
  environment: slug.describe("Label on every series and alert; the stack's name by default"),
  bindAddress: z
    .union([z.ipv4(), z.ipv6()], { error: "an IP address" })
    .default("127.0.0.1")
    .describe("Address on which published ports listen"),
  ports: z
    .strictObject({
      prometheus: port.default(9090).describe("Prometheus' UI and API"),
      alertmanager: port.default(9093).describe("Alertmanager's UI and API"),
      pushgateway: port.default(9091).describe("Where jobs push their metrics"),
      grafana: port.default(3000).describe("Grafana"),
      runbooks: port.default(8088).describe("The runbook site"),
      simulator: port.default(8001).describe("Control port of the simulator"),
      mail: port.default(8025).describe("Inbox of the mail catcher"),
    })
    .prefault({})
    .describe("Ports published on `bindAddress`, no two alike"),
  links: z
    .strictObject({
      prometheus: url.optional().describe("Prometheus, for links to queries"),
      alertmanager: url.optional().describe("Alertmanager"),
      grafana: url.optional().describe("Grafana, for links to panels"),
      runbooks: url.optional().describe("The runbook site, for links to runbooks"),
    })
    .prefault({})
    .describe("URLs that people open, as they stand in mails; bind address and port by default"),
  images,
  prometheus: z
    .strictObject({
      scrapeInterval: duration().default("15s").describe("Time between two scrapes of a target"),
      scrapeTimeout: duration().default("10s").describe("What a target may take; at most scrapeInterval"),
      evaluationInterval: duration().default("15s").describe("Time between two evaluations of the rules"),
      retentionTime: duration(3600).default("15d").describe("Samples older than this are dropped"),
      retentionSize: size.default("10GB").describe("Above this the oldest samples are dropped"),
      targetFiles: z
        .string()
        .regex(/^\/[^:\s]*$/, { error: "an absolute path" })
        .optional()
        .describe("Directory on the machine whose files list targets, for `files` of scrape jobs"),
    })
    .prefault({})
    .describe("Scraping, rules and storage"),
  alertmanager,
  receivers,
  watchdog,
  smtp: z
    .strictObject({
      smarthost: hostPort.describe("Mail server"),
      from: email.describe("Sender of the mails"),
      username: z.string().min(1).optional().describe("With it, the secret smtpPassword is needed"),
      requireTls: z.boolean().default(true).describe("Whether a connection without STARTTLS is refused"),
    })
    .optional()
    .describe("How mails are sent"),
  grafana,
  businessHours,
  resources: z
    .strictObject({
      prometheus: resources(1024, 1),
      alertmanager: resources(128, 0.25),
      pushgateway: resources(64, 0.25),
      grafana: resources(512, 1),
      nodeExporter: resources(64, 0.25),
      cadvisor: resources(256, 0.5),
      blackboxExporter: resources(64, 0.25),
      runbooks: resources(64, 0.25),
      simulator: resources(128, 0.25),
      mail: resources(64, 0.25),
    })
    .prefault({})
    .describe("What each service may use of the machine"),
  simulator: z
    .strictObject({ enabled: z.boolean().default(false).describe("Whether it runs") })
    .prefault({})
    .describe("Plays the pipelines' applications, at simulator:8000; refused where `environment` begins with prod"),
  mail: z
    .strictObject({ enabled: z.boolean().default(false).describe("Whether it runs") })
    .prefault({})
    .describe("A mail catcher with an inbox to look at, at mail:1025; refused where `environment` begins with prod"),
  exporters: z
    .record(slug, exporter)
    .default({})
    .describe("Further exporters to run and scrape, by a name that no service of the stack has"),
  kafkaLag,
  pipelines: declaredPipelines,
  monitoring: z
    .strictObject({
      team: slug.default("data-engineering").describe("Owner, the `team` label of its alerts"),
      targets: moreTargets(monitoring),
    })
    .prefault({})
    .describe("The stack's watch over itself, which is always on"),
  alerts: tunings.describe("alerts.<pipeline>.<AlertName>: enabled, severity, for, and the alert's window and numbers"),
});

/** Stack config after validation, as it was written, with defaults filled in. */
export type Config = z.output<typeof schema>;
