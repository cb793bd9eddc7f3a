import { z } from "zod";
import { kafkaLagService } from "../catalogue/kafka-lag.ts";
import { saslMechanisms } from "../exporters/kafka-lag/flags.ts";
import type { Fault } from "./fault.ts";
import type { Config } from "./schema.ts";
import { duration, hostPort, slug } from "./values.ts";

const pattern = z.string().refine(isPattern, { error: "a regular expression, not empty" });

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) !== undefined && text !== "";
  } catch {
    return false;
  }
}

const cluster = z.strictObject({
  brokers: z.array(hostPort).min(1).describe("Brokers to begin with; the others are asked for"),
  pipeline: slug.describe("The `pipeline` label of its series"),
  groups: pattern.default(".+").describe("Consumer groups to watch; the whole name must match"),
  topics: pattern.default("^[^_].*").describe("Topics to watch; the whole name must match"),
  interval: duration().default("15s").describe("Time between two polls, which bounds the error of lag in seconds"),
  sasl: z
    .strictObject({
      username: z.string().min(1).describe("Name; its password is in the secret kafkaLagPasswords"),
      mechanism: z.enum(saslMechanisms).default("SCRAM-SHA-512").describe("How it logs in; PLAIN needs `tls`"),
    })
    .optional()
    .describe("Logs in to the brokers; left out, it does not"),
  tls: z.boolean().default(false).describe("Whether it talks to the brokers by TLS"),
  ca: z
    .string()
    .startsWith("-----BEGIN CERTIFICATE-----", { error: "certificates in PEM" })
    .optional()
    .describe("Certificates to trust in place of the usual ones, PEM"),
  memoryMiB: z.int().min(128).max(1_048_576).default(256).describe("Memory limit, MiB; enough for all it may show"),
  cpus: z.number().min(0.05).max(256).default(0.25).describe("CPU limit, cores"),
});

/** The clusters whose consumer lag is watched, by name; each gets an exporter and a scrape job. */
export const kafkaLag = z
  .record(slug, cluster)
  .default({})
  .describe("Kafka clusters whose consumer lag is watched, by name; each has a service and a job `kafka-lag-<name>`");

/** What no single value of these shows. */
export function kafkaLagFaults({ kafkaLag: clusters, exporters }: Pick<Config, "kafkaLag" | "exporters">) {
  return Object.entries(clusters).flatMap(([name, { tls, sasl, ca }]): readonly Fault[] => [
    ...(sasl?.mechanism === "PLAIN" && !tls
      ? [{ path: `kafkaLag.${name}.tls`, value: tls, allowed: "true with PLAIN, which sends the password as it is" }]
      : []),
    ...(ca !== undefined && !tls ? [{ path: `kafkaLag.${name}.ca`, value: ca, allowed: "none without tls" }] : []),
    ...(kafkaLagService(name) in exporters
      ? [
          {
            path: `exporters.${kafkaLagService(name)}`,
            value: kafkaLagService(name),
            allowed: "a name that no service of the stack has",
          },
        ]
      : []),
  ]);
}
