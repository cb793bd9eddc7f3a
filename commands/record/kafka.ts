import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderKafkaJmx } from "../../deploy/kafka-jmx.ts";
import { classPath, jarNamed, jarsOf } from "./jars.ts";
import { compile, runJvm, startJvm } from "./java.ts";
import { type Pages, wholePage } from "./pages.ts";
import { freePorts, type Processes } from "./processes.ts";

/** A Kafka of one node, broker and controller at once, and a process with a producer and a slow consumer. */
export interface Kafka {
  readonly bootstrap: string;
  /** The pages of the node and of the clients, once lag has gathered. */
  readonly record: () => Promise<Pages>;
}

/** Starts Kafka and its clients, each with the agent and our patterns. */
export async function startKafka(processes: Processes): Promise<Kafka> {
  const jars = jarsOf("kafka");
  const [port = 0, controllerPort = 0, agentPort = 0, clientPort = 0] = await freePorts(4);
  const bootstrap = `127.0.0.1:${port}`;
  const patterns = join(processes.directory, "kafka-jmx.yaml");
  writeFileSync(patterns, renderKafkaJmx());
  const agent = (agentOn: number): string =>
    `-javaagent:${jarNamed(jars, "jmx_prometheus_javaagent-")}=127.0.0.1:${agentOn}:${patterns}`;

  const config = join(processes.directory, "server.properties");
  writeFileSync(config, serverProperties(bootstrap, controllerPort, join(processes.directory, "kafka-data")));
  const classes = compile(processes, "Clients", classPath(...jars));
  const server = { classPath: classPath(...jars) };
  runJvm(processes, {
    ...server,
    name: "kafka-format",
    main: "kafka.tools.StorageTool",
    args: ["format", "--cluster-id", randomBytes(16).toString("base64url"), "--config", config],
  });
  startJvm(processes, { ...server, name: "kafka", flags: [agent(agentPort)], main: "kafka.Kafka", args: [config] });
  startJvm(processes, {
    name: "kafka-clients",
    classPath: classPath(...jars, classes),
    flags: [agent(clientPort)],
    main: "Clients",
    args: [bootstrap],
  });

  const pages = async (): Promise<Pages> =>
    new Map([
      ["kafka", await wholePage("kafka", agentPort, "/metrics", processes)],
      ["kafka-client", await wholePage("kafka-client", clientPort, "/metrics", processes)],
    ]);
  await pages();
  return {
    bootstrap,
    record: async () => {
      // The clients' rates are averages over 30 seconds.
      await sleep(30_000);
      return pages();
    },
  };
}

const serverProperties = (bootstrap: string, controllerPort: number, data: string): string =>
  [
    "process.roles=broker,controller",
    "node.id=1",
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://${bootstrap},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://${bootstrap}`,
    "controller.listener.names=CONTROLLER",
    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    `log.dirs=${data}`,
    "auto.create.topics.enable=false",
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=1",
    "group.initial.rebalance.delay.ms=0",
    "",
  ].join("\n");
