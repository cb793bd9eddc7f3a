import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { classPath, jarsOf } from "../../commands/record/jars.ts";
import { freePorts } from "../../commands/record/processes.ts";
import { eventually } from "./test-stack.ts";

/** A Kafka broker, its own controller, on this machine alone. */
export interface Broker {
  /** host:port for clients. */
  readonly bootstrap: string;
  /** Ends it at once, as a crash does; its data stays. */
  readonly stop: () => Promise<void>;
  /** Brings it back on the same port with the same data. */
  readonly start: () => Promise<void>;
}

/** Where clients that are not trusted connect: by TLS, and with SCRAM-SHA-512. */
export interface Outside {
  /** host:port. */
  readonly address: string;
  readonly username: string;
  readonly password: string;
  /** Both PEM. */
  readonly key: string;
  readonly certificate: string;
}

const outsideSettings = ({ key, certificate }: Outside): Readonly<Record<string, string>> => ({
  "ssl.keystore.type": "PEM",
  "ssl.keystore.key": oneLine(key),
  "ssl.keystore.certificate.chain": oneLine(certificate),
  "sasl.enabled.mechanisms": "SCRAM-SHA-512",
  "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config":
    "org.apache.kafka.common.security.scram.ScramLoginModule required;",
});

/** As a line of a Java properties file. */
const oneLine = (text: string): string => text.trim().replaceAll("\n", "\\n");

/**
 * Starts a broker with its data and log in a directory.
 * @param outside a further address, for what runs in containers
 */
export async function startKafka(directory: string, outside?: Outside): Promise<Broker> {
  const path = classPath(...jarsOf("kafka"));
  const [port = 0, controller = 0] = await freePorts(2);
  const bootstrap = `127.0.0.1:${port}`;
  const configuration = join(directory, "server.properties");
  const data = join(directory, "data");
  mkdirSync(data, { recursive: true });
  const lines = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    listeners: [
      `PLAINTEXT://${bootstrap}`,
      `CONTROLLER://127.0.0.1:${controller}`,
      ...(outside === undefined ? [] : [`SASL_SSL://${outside.address}`]),
    ].join(","),
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
    "controller.listener.names": "CONTROLLER",
    "log.dirs": data,
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    ...(outside === undefined ? {} : outsideSettings(outside)),
  };
  writeFileSync(
    configuration,
    Object.entries(lines)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
  const scram = outside && `SCRAM-SHA-512=[name=${outside.username},password=${outside.password}]`;
  const format = spawnSync(
    "java",
    [
      ...["-cp", path, "kafka.tools.StorageTool", "format"],
      ...["-t", randomBytes(16).toString("base64url"), "-c", configuration],
      ...(scram === undefined ? [] : ["--add-scram", scram]),
    ],
    { encoding: "utf8" },
  );
  if (format.error !== undefined) throw new Error(`a broker needs Java: ${format.error.message}`);
  if (format.status !== 0) throw new Error(`the storage was not formatted: ${format.stderr}`);

  let process: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const log = join(directory, "broker.log");
    const child = spawn("java", [...["-Xmx256m", "-Xms64m"], ...["-cp", path, "kafka.Kafka", configuration]], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    process = child;
    const out = createWriteStream(log, { flags: "a" });
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    await eventually("the broker", 60, async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${readFileSync(log, "utf8").slice(-2000)}`);
      return (await accepts(port)) ? true : undefined;
    });
  };
  const stop = async (): Promise<void> => {
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process?.once("exit", resolve));
    process.kill("SIGKILL");
    await ended;
  };
  try {
    await start();
  } catch (error) {
    await stop();
    rmSync(data, { recursive: true, force: true });
    throw error;
  }
  return { bootstrap, start, stop };
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
