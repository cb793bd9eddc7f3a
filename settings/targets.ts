import { z } from "zod";
import type { PipelineCatalogue } from "../catalogue/pipeline.ts";
import { hostPort, port, slug, url } from "./values.ts";

const dnsRecord = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-zA-Z0-9_.-]+$/, { error: "a DNS name" })
      .describe("Name to look up"),
    type: z.enum(["SRV", "A", "AAAA"]).default("SRV").describe("Record; SRV carries the port itself"),
    port: port.optional().describe("Port of the targets, needed with A and AAAA"),
  })
  .refine(({ type, port: given }) => (type === "SRV") === (given === undefined), {
    error: "a port with A and AAAA, and none with SRV",
  });

const fileName = z.string().regex(/^[\w-]+(\*)?(\.[\w-]+)*\.(json|ya?ml)$/, {
  error: "the name of a JSON or YAML file in prometheus.targetFiles, such as brokers.yml or flink*.json",
});

/** Where a job's targets are: any of three ways, or all together. */
export const targetSet = z.strictObject({
  static: z.array(hostPort).default([]).describe("Addresses of /metrics pages, each once"),
  dns: z.array(dnsRecord).default([]).describe("Names whose records are the targets, looked up every 30 s"),
  files: z
    .array(fileName)
    .default([])
    .describe(
      "Files in prometheus.targetFiles that list targets, as file_sd_configs reads them; taken in as they change",
    ),
});

/** A job's targets, as stack config names them. */
export type TargetSet = z.output<typeof targetSet>;

const byJob = (names: readonly string[]) =>
  z
    .strictObject(
      Object.fromEntries(
        names.map((name) => [name, targetSet.optional().describe(`Targets of the scrape job ${name}`)]),
      ),
    )
    .prefault({});

/** What stack config may say of a pipeline: the jobs, probes and pushes that its catalogue has. */
export function pipelineSettings({ jobs }: PipelineCatalogue) {
  const named = (from: string): readonly string[] =>
    jobs.filter(({ targets }) => targets.from === from).map(({ name }) => name);
  const probed = named("probe").length > 0;
  const pushed = named("push");
  return z.strictObject({
    enabled: z.boolean().default(true).describe("Whether the pipeline is scraped, alerted on and shown"),
    team: slug.default("data-engineering").describe("Owner, the `team` label of its alerts"),
    targets: byJob(named("config")).describe(
      "Targets by scrape job; a job without any is not deployed, and has no alerts",
    ),
    healthUrls: z
      .array(url)
      .max(probed ? 1000 : 0, { error: "none, since the pipeline has no probe" })
      .default([])
      .describe("Health endpoints to probe; none: no probe, no alert on it"),
    pushes: z
      .array(z.enum(pushed as [string, ...string[]]))
      .max(pushed.length)
      .default([])
      .describe("Jobs that push to the Pushgateway; one that is not named is not deployed, and has no alerts"),
  });
}

/** Further targets of the stack's own jobs that take them. */
export const moreTargets = ({ jobs }: PipelineCatalogue) =>
  byJob(jobs.filter(({ targets }) => targets.from === "service" && targets.more).map(({ name }) => name)).describe(
    "Hosts beside the stack's own that run such an exporter",
  );
