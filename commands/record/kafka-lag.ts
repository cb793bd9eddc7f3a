import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "../../components/bundle.ts";
import { type Pages, wholePage } from "./pages.ts";
import { freePorts, type Processes } from "./processes.ts";

/** The page of our lag exporter, about a Kafka whose consumer is behind. */
export async function recordKafkaLag(processes: Processes, bootstrap: string): Promise<Pages> {
  const [port = 0] = await freePorts(1);
  const program = join(processes.directory, "kafka-lag.mjs");
  writeFileSync(program, bundle("kafka-lag"));
  processes.start("kafka-lag", process.execPath, [
    program,
    ...["--brokers", bootstrap, "--host", "127.0.0.1", "--port", String(port)],
  ]);
  return new Map([["kafka-lag", await wholePage("kafka-lag", port, "/metrics", processes)]]);
}
