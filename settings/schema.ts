import { z } from "zod";
import { pipelines } from "../pipelines.ts";
import { severities } from "../rules/alert.ts";
import { durationSeconds } from "./duration.ts";
import { defaultImages, type ImageName } from "./images.ts";

const duration = (least = 1) =>
  z.string().refine((text) => (durationSeconds(text) ?? -1) >= least, {
    error: `a duration of at least ${least}s, such as 30s, 5m, 1h30m or 15d`,
  });
const size = z.string().regex(/^[1-9]\d*(B|KB|MB|GB|TB)$/, { error: "a size such as 512MB or 10GB" });
const port = z.int().min(1).max(65_535);
const hostPort = z.string().regex(/^([a-zA-Z0-9_.-]+|\[[0-9a-fA-F:]+\]):([1-9]\d{0,4})$/, {
  error: "host:port, such as consumer.example.com:8000",
});
const url = z.string().regex(/^https?:\/\/[^\s/]+(\/\S*)?$/, { error: "an http or https URL" });
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, {
  error: "lower-case letters, digits and dashes, at most 31, a letter first",
});
const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "a label name" });
const email = z.string().regex(/^[^\s@,<>]+@[^\s@,<>]+$/, { error: "one e-mail address" });
const imageRef = z.string().regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)(@sha256:[0-9a-f]{64})?$/, {
  error: "an image with its tag, such as docker.io/prom/prometheus:v3.15.0",
});

const resources = (memoryMiB: number, cpus: number) =>
  z
    .strictObject({
      memoryMiB: z.int().min(16).max(1_048_576).default(memoryMiB).describe("Memory limit, MiB"),
      cpus: z.number().min(0.05).max(256).default(cpus).describe("CPU limit, cores"),
    })
    .prefault({});

const imageNames = Object.keys(defaultImages) as ImageName[];
const images = z
  .strictObject(
    Object.fromEntries(imageNames.map((name) => [name, imageRef.default(defaultImages[name])])) as unknown as Record<
      ImageName,
      z.ZodDefault<typeof imageRef>
    >,
  )
  .prefault({});

const pipeline = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether the pipeline is scraped, alerted on and shown"),
  team: slug.default("data-engineering").describe("Owner, the `team` label of its alerts"),
  targets: z.array(hostPort).default([]).describe("Addresses of its applications' /metrics"),
  healthUrls: z.array(url).default([]).describe("Health endpoints to probe; none: no probe, no alert on it"),
});

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
                    enabled: z.boolean(),
                    severity: z.enum(severities),
                    for: duration(),
                    ...(alert.window === undefined ? {} : { window: duration() }),
                    ...Object.fromEntries(
                      Object.entries(alert.numbers).map(([name, { min, max }]) => [name, z.number().min(min).max(max)]),
                    ),
                  })
                  .partial(),
              ]),
            ),
          )
          .partial(),
      ]),
    ),
  )
  .partial()
  .prefault({});

const pipelineSettings = z
  .strictObject(Object.fromEntries(pipelines.map(({ catalogue }) => [catalogue.name, pipeline.optional()])))
  .prefault({});

const route = z
  .strictObject({
    receiver: z.string().describe("A name from `receivers`"),
    groupWait: duration().optional(),
    groupInterval: duration().optional(),
    repeatInterval: duration().optional(),
  })
  .optional();

const exporter = z.strictObject({
  image: imageRef,
  port: port.describe("Port of its /metrics, in the stack's network"),
  metricsPath: z.string().startsWith("/").default("/metrics"),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  pipeline: slug.default("monitoring").describe("The `pipeline` label of its series"),
  memoryMiB: z.int().min(16).max(1_048_576).default(128),
  cpus: z.number().min(0.05).max(256).default(0.25),
});

/** All that stack config may say, under the project's namespace; strict at every level. */
export const schema = z.strictObject({
  platform: z.enum(["docker"]).default("docker").describe("Where the stack runs"),
  environment: slug.describe("Label on every series and alert; the stack's name by default"),
  bindAddress: z
    .union([z.ipv4(), z.ipv6()], { error: "an IP address" })
    .default("127.0.0.1")
    .describe("Address on which published ports listen"),
  ports: z
    .strictObject({
      prometheus: port.default(9090),
      alertmanager: port.default(9093),
      pushgateway: port.default(9091),
      grafana: port.default(3000),
      runbooks: port.default(8088),
      simulator: port.default(8001).describe("Control port of the simulator"),
      mail: port.default(8025).describe("Inbox of the mail catcher"),
    })
    .prefault({}),
  links: z
    .strictObject({
      prometheus: url.optional(),
      alertmanager: url.optional(),
      grafana: url.optional(),
      runbooks: url.optional(),
    })
    .prefault({})
    .describe("URLs that people open, as they stand in mails; bind address and port by default"),
  images,
  prometheus: z
    .strictObject({
      scrapeInterval: duration().default("15s"),
      scrapeTimeout: duration().default("10s"),
      evaluationInterval: duration().default("15s"),
      retentionTime: duration(3600).default("15d"),
      retentionSize: size.default("10GB"),
    })
    .prefault({}),
  alertmanager: z
    .strictObject({
      groupBy: z.array(labelName).min(1).default(["alertname", "pipeline", "severity"]),
      groupWait: duration().default("10s"),
      groupInterval: duration().default("5m"),
      repeatInterval: duration(60).default("12h"),
      routes: z
        .strictObject({ critical: route, warning: route, info: route })
        .prefault({})
        .describe("A route per severity; what has none goes to defaultReceiver"),
      defaultReceiver: z.string().default("email-notifications").describe("A name from `receivers`"),
    })
    .prefault({}),
  receivers: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/),
      z.strictObject({
        email: z.strictObject({ to: z.array(email).min(1), sendResolved: z.boolean().default(true) }),
      }),
    )
    .default({}),
  smtp: z
    .strictObject({
      smarthost: hostPort,
      from: email,
      username: z.string().min(1).optional().describe("With it, the secret smtpPassword is needed"),
      requireTls: z.boolean().default(true),
    })
    .optional(),
  grafana: z
    .strictObject({
      adminUser: z.string().min(1).default("admin"),
      users: z
        .array(z.strictObject({ login: slug, email, name: z.string().min(1), admin: z.boolean().default(false) }))
        .default([])
        .describe("Their first passwords are in the secret grafanaUserPasswords"),
    })
    .prefault({}),
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
    .prefault({}),
  simulator: z
    .strictObject({ enabled: z.boolean().default(false) })
    .prefault({})
    .describe("Plays the pipelines' applications; refused in prod"),
  mail: z
    .strictObject({ enabled: z.boolean().default(false) })
    .prefault({})
    .describe("A mail catcher with an inbox to look at, at mail:1025 in the stack's network"),
  exporters: z.record(slug, exporter).default({}).describe("Further exporters to run and scrape, by name"),
  pipelines: pipelineSettings,
  alerts: tunings.describe("alerts.<pipeline>.<AlertName>: enabled, severity, for, and the alert's window and numbers"),
});

/** Stack config after validation, as it was written, with defaults filled in. */
export type Config = z.output<typeof schema>;
