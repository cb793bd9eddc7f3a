import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Processes } from "./processes.ts";

/** The oldest Java that all recorded systems run on. */
const oldest = 17;

/** A Java program of the JDK in JAVA_HOME, or else on PATH. */
const program = (name: "java" | "javac" | "jar"): string => {
  const home = process.env["JAVA_HOME"];
  return home === undefined ? name : join(home, "bin", name);
};

/** Throws unless there is a JDK, new enough. */
export function checkJava(): void {
  const { error, stdout } = spawnSync(program("javac"), ["-version"], { encoding: "utf8" });
  const version = Number(/javac (\d+)/.exec(stdout ?? "")?.[1] ?? 0);
  if (error === undefined && version >= oldest) return;
  throw new Error(`A JDK of version ${oldest} or newer is needed, such as Debian's openjdk-17-jdk-headless.`);
}

/** Compiles one of the example programs beside this file; returns where its classes are. */
export function compile(processes: Processes, name: string, classPath: string): string {
  const classes = join(processes.directory, name);
  const source = join(import.meta.dirname, `${name}.java`);
  processes.run(program("javac"), ["-nowarn", "-proc:none", "-cp", classPath, "-d", classes, source]);
  return classes;
}

/** Flink and Spark reach into the JDK. */
const opened = [
  "java.lang",
  "java.lang.invoke",
  "java.net",
  "java.nio",
  "java.util",
  "java.util.concurrent",
  "sun.nio.ch",
];

/** Packs compiled classes; returns the jar. */
export function pack(processes: Processes, classes: string): string {
  processes.run(program("jar"), ["--create", "--file", `${classes}.jar`, "-C", classes, "."]);
  return `${classes}.jar`;
}

interface Jvm {
  readonly name: string;
  readonly classPath: string;
  /** Flags of the JVM: properties, an agent. */
  readonly flags?: readonly string[];
  readonly main: string;
  readonly args?: readonly string[];
}

const commandLine = ({ directory }: Processes, { classPath, flags = [], main, args = [] }: Jvm): readonly string[] => [
  // Small, and quick to start rather than quick later on.
  ...["-Xmx512m", "-XX:TieredStopAtLevel=1", `-Djava.io.tmpdir=${directory}`],
  ...opened.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
  ...flags,
  ...["-cp", classPath, main, ...args],
];

/** Starts a JVM that runs until the recording is done. */
export const startJvm = (processes: Processes, jvm: Jvm, env: NodeJS.ProcessEnv = {}): void =>
  processes.start(jvm.name, program("java"), commandLine(processes, jvm), env);

/** Runs a JVM to its end. */
export const runJvm = (processes: Processes, jvm: Jvm, env: NodeJS.ProcessEnv = {}): void =>
  processes.run(program("java"), commandLine(processes, jvm), env);
