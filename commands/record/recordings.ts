import { recordExporters } from "./exporters.ts";
import { recordFlink } from "./flink.ts";
import { startKafka } from "./kafka.ts";
import { recordKafkaLag } from "./kafka-lag.ts";
import type { Pages } from "./pages.ts";
import { Processes } from "./processes.ts";
import { recordServers } from "./servers.ts";
import { recordSpark } from "./spark.ts";

const systems = ["kafka", "flink", "spark", "exporters", "servers"] as const;
type System = (typeof systems)[number];

/** The systems that flags such as `--kafka` name; all of them where there are none. */
export function chosenSystems(flags: ReadonlySet<string>): ReadonlySet<System> {
  const unknown = [...flags].filter((flag) => !systems.some((system) => flag === `--${system}`));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: only ${systems.join(", ")} can be recorded`);
  return new Set(systems.filter((system) => flags.size === 0 || flags.has(`--${system}`)));
}

/** Whether a system is a Java program, rather than one of the stack's images. */
export const needsJava = (system: System): boolean => system !== "exporters" && system !== "servers";

/** Runs the systems and returns their pages. */
export async function recordings(chosen: ReadonlySet<System>): Promise<Pages> {
  return new Map([
    // Flink's job reads from Kafka.
    ...(chosen.has("kafka") || chosen.has("flink") ? await alone((processes) => streaming(processes, chosen)) : []),
    ...(chosen.has("spark") ? await alone(recordSpark) : []),
    ...(chosen.has("exporters") ? await alone(recordExporters) : []),
    ...(chosen.has("servers") ? await alone(recordServers) : []),
  ]);
}

async function streaming(processes: Processes, chosen: ReadonlySet<System>): Promise<Pages> {
  const kafka = await startKafka(processes);
  return new Map([
    ...(chosen.has("flink") ? await recordFlink(processes, kafka.bootstrap) : []),
    ...(chosen.has("kafka") ? await kafka.record() : []),
    ...(chosen.has("kafka") ? await recordKafkaLag(processes, kafka.bootstrap) : []),
  ]);
}

/** Records with programs of its own, which are ended whatever happens, so that few run at a time. */
async function alone(record: (processes: Processes) => Promise<Pages>): Promise<Pages> {
  const processes = new Processes();
  const interrupted = async (): Promise<void> => {
    await processes.stop();
    process.exit(130);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    return await record(processes);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    await processes.stop();
  }
}
