import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderFlinkMetrics } from "../../deploy/flink.ts";
import { yaml } from "../../rules/yaml.ts";
import { classPath, jarsOf } from "./jars.ts";
import { compile, pack, runJvm, startJvm } from "./java.ts";
import { type Pages, wholePage } from "./pages.ts";
import { answered, freePorts, type Processes } from "./processes.ts";

/** Runs a JobManager and a TaskManager with a job that reads from Kafka; returns both pages. */
export async function recordFlink(processes: Processes, bootstrap: string): Promise<Pages> {
  const jars = jarsOf("flink");
  const classes = compile(processes, "TradeAggregation", classPath(...jars));
  const [rpc = 0, rest = 0, first = 0] = await freePorts(3);
  const reporter = { first, last: first + 9 };
  const directory = join(processes.directory, "flink-conf");
  mkdirSync(directory);
  writeFileSync(join(directory, "config.yaml"), yaml(cluster(rpc, rest)) + renderFlinkMetrics(reporter));

  const jvm = { classPath: classPath(...jars), flags: ["-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"] };
  startJvm(processes, {
    ...jvm,
    name: "flink-jobmanager",
    main: "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
    args: ["--configDir", directory],
  });
  // The two share the range: the JobManager has to have its port before the TaskManager looks for one.
  await answered(`http://127.0.0.1:${first}/metrics`, () => [], processes);
  startJvm(processes, {
    ...jvm,
    name: "flink-taskmanager",
    main: "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
    args: ["--configDir", directory],
  });

  // Its dependencies are on the cluster's class path.
  const jar = pack(processes, classes);
  await answered(`http://127.0.0.1:${first + 1}/metrics`, () => [], processes);
  const client = { ...jvm, name: "flink-run", main: "org.apache.flink.client.cli.CliFrontend" };
  const job = ["--detached", "--class", "TradeAggregation", jar, bootstrap];
  runJvm(processes, { ...client, args: ["run", ...job] }, { FLINK_CONF_DIR: directory });

  const pages = async (): Promise<Pages> =>
    new Map([
      ["flink-jobmanager", await wholePage("flink-jobmanager", first, "/metrics", processes)],
      ["flink-taskmanager", await wholePage("flink-taskmanager", first + 1, "/metrics", processes)],
    ]);
  await pages();
  // Flink's own rates are averages over a minute.
  await sleep(60_000);
  return pages();
}

/** What a distribution's scripts would work out of a few sizes. */
const cluster = (rpc: number, rest: number): Readonly<Record<string, string | number>> => ({
  "jobmanager.rpc.address": "localhost",
  "jobmanager.rpc.port": rpc,
  "jobmanager.bind-host": "localhost",
  "rest.address": "localhost",
  "rest.bind-address": "localhost",
  "rest.port": rest,
  "taskmanager.host": "localhost",
  "taskmanager.bind-host": "localhost",
  "taskmanager.numberOfTaskSlots": 2,
  "taskmanager.cpu.cores": 2,
  "taskmanager.memory.framework.heap.size": "128mb",
  "taskmanager.memory.framework.off-heap.size": "128mb",
  "taskmanager.memory.task.heap.size": "256mb",
  "taskmanager.memory.task.off-heap.size": "0b",
  "taskmanager.memory.network.min": "32mb",
  "taskmanager.memory.network.max": "32mb",
  "taskmanager.memory.managed.size": "32mb",
  "taskmanager.memory.jvm-metaspace.size": "256mb",
  "taskmanager.memory.jvm-overhead.min": "192mb",
  "taskmanager.memory.jvm-overhead.max": "192mb",
  "execution.checkpointing.interval": "2s",
});
