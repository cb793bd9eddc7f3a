import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordedSpark } from "../../catalogue/spark.ts";
import { renderSparkDefaults, renderSparkMetrics, sparkPaths } from "../../deploy/spark.ts";
import { classPath, jarsOf } from "./jars.ts";
import { compile, startJvm } from "./java.ts";
import { type Pages, wholePage } from "./pages.ts";
import { freePorts, type Processes } from "./processes.ts";

/** Runs a Spark driver with a streaming query, and a standalone master; returns their pages and that of the executors. */
export async function recordSpark(processes: Processes): Promise<Pages> {
  const jars = jarsOf("spark");
  const classes = compile(processes, "BronzeQuery", classPath(...jars));
  const [port = 0, masterPort = 0, masterRpc = 0] = await freePorts(3);
  const metricsFile = join(processes.directory, "metrics.properties");
  writeFileSync(metricsFile, renderSparkMetrics());
  // Spark takes its settings from the JVM's properties as well as from spark-defaults.conf.
  const settings = [
    ...renderSparkDefaults(recordedSpark.namespace).trim().split("\n"),
    `spark.metrics.conf=${metricsFile}`,
    `spark.ui.port=${port}`,
    "spark.driver.host=127.0.0.1",
    "spark.driver.bindAddress=127.0.0.1",
  ];
  startJvm(
    processes,
    {
      name: "spark",
      classPath: classPath(...jars, classes),
      flags: settings.map((setting) => `-D${setting}`),
      main: "BronzeQuery",
      args: [recordedSpark.query, join(processes.directory, "checkpoints")],
    },
    { SPARK_LOCAL_IP: "127.0.0.1" },
  );
  startJvm(
    processes,
    {
      name: "spark-master",
      classPath: classPath(...jars),
      flags: [`-Dspark.metrics.conf=${metricsFile}`],
      main: "org.apache.spark.deploy.master.Master",
      args: ["--host", "127.0.0.1", "--port", `${masterRpc}`, "--webui-port", `${masterPort}`],
    },
    { SPARK_LOCAL_IP: "127.0.0.1" },
  );
  return new Map([
    ["spark-master", await wholePage("spark-master", masterPort, sparkPaths.master, processes)],
    ["spark-driver", await wholePage("spark-driver", port, sparkPaths.driver, processes)],
    ["spark-executors", await wholePage("spark-executors", port, sparkPaths.executors, processes)],
  ]);
}
