import * as pulumi from "@pulumi/pulumi";
import { kafkaLagPort, kafkaLagService } from "../catalogue/kafka-lag.ts";
import { currentRelease, secretsDirectory } from "../rules/paths.ts";
import type { Settings } from "../settings/settings.ts";
import { bundle } from "./bundle.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const program = "/kafka-lag.mjs";
const passwordFile = "sasl-password";
const caFile = "ca.pem";

interface KafkaLagArgs extends ServiceArgs {
  /** A name of `settings.kafkaLag`. */
  readonly cluster: string;
  /** Needed where the exporter logs in. */
  readonly password: pulumi.Output<string> | undefined;
}

/** The exporter that tells the consumer lag of one Kafka cluster. */
class KafkaLag extends ServiceComponent {
  constructor(
    name: string,
    { settings, backend, cluster, password }: KafkaLagArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    const watched = settings.kafkaLag[cluster];
    if (watched === undefined) throw new Error(`${cluster} is no Kafka cluster of the settings`);
    const { ca, memoryMiB, cpus } = watched;
    super(
      "KafkaLag",
      name,
      {
        name: kafkaLagService(cluster),
        image: settings.images.node,
        entrypoint: ["node"],
        // The other half is for what is not on the heap.
        args: [`--max-old-space-size=${Math.floor(memoryMiB / 2)}`, program, ...flagsOf(watched)],
        user: "1000:1000",
        program: { path: program, text: bundle("kafka-lag") },
        ...(ca === undefined && password === undefined
          ? {}
          : {
              configuration: {
                files: new Map(ca === undefined ? [] : [[caFile, ca]]),
                ...(password === undefined ? {} : { secrets: { [passwordFile]: password } }),
              },
            }),
        health: {
          // Whether the exporter runs, not whether the cluster answers: that is for alerts to say.
          kind: "command",
          command: [
            "node",
            "-e",
            `fetch("http://127.0.0.1:${kafkaLagPort}/healthz").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`,
          ],
        },
        resources: { memoryMiB, cpus },
      },
      backend,
      options,
    );
  }
}

function flagsOf({ brokers, groups, topics, interval, tls, ca, sasl }: Settings["kafkaLag"][string]): string[] {
  return [
    ...["--brokers", brokers.join(","), "--groups", groups, "--topics", topics],
    ...["--interval", interval, "--port", String(kafkaLagPort)],
    ...(tls ? ["--tls"] : []),
    ...(ca === undefined ? [] : ["--tls-ca-file", `${currentRelease}/${caFile}`]),
    ...(sasl === undefined
      ? []
      : [
          ...["--sasl-username", sasl.username, "--sasl-mechanism", sasl.mechanism],
          ...["--sasl-password-file", `${secretsDirectory}/${passwordFile}`],
        ]),
  ];
}

/**
 * An exporter for each Kafka cluster of the settings.
 * @param passwords by the cluster's name, a JSON object
 */
export function kafkaLagExporters(
  args: ServiceArgs,
  passwords: pulumi.Output<string> | undefined,
  options: pulumi.ComponentResourceOptions,
): void {
  for (const [cluster, { sasl }] of Object.entries(args.settings.kafkaLag)) {
    const password = sasl === undefined ? undefined : passwords?.apply((json) => passwordOf(json, cluster));
    new KafkaLag(kafkaLagService(cluster), { ...args, cluster, password }, options);
  }
}

function passwordOf(json: string, cluster: string): string {
  const found = parsed(json)?.[cluster];
  if (found !== undefined) return found;
  // A preview without the secrets has a note in their place.
  if (pulumi.runtime.isDryRun()) return json;
  throw new pulumi.RunError(`kafkaLagPasswords has no password for ${cluster}`);
}

/** Undefined for what is no JSON: the parser's own message would repeat a part of it. */
function parsed(json: string): Readonly<Record<string, string>> | undefined {
  try {
    return JSON.parse(json) as Readonly<Record<string, string>>;
  } catch {
    return undefined;
  }
}
