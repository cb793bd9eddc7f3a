import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import flink from "./jars/flink.json" with { type: "json" };
import kafka from "./jars/kafka.json" with { type: "json" };
import spark from "./jars/spark.json" with { type: "json" };

/** Jars of each system by their path in a Maven repository, with the SHA-256 that they must have. */
const locked = { kafka, flink, spark } as const;
export type JavaSystem = keyof typeof locked;

/** Names the repository to download from, where Maven Central itself is not to be asked. */
const repositoryVariable = "MAVEN_REPOSITORY";

/** A system's jars, those downloaded that the cache does not have yet; each is checked whenever it is used. */
export function jarsOf(system: JavaSystem): readonly string[] {
  const jars = Object.entries<string>(locked[system]).map(([path, sha256]) => ({
    path,
    sha256,
    file: join(cache(), path),
  }));
  const missing = jars.filter(({ file }) => !existsSync(file));
  if (missing.length > 0) {
    console.log(`Downloading ${missing.length} jars of ${system}`);
    download(missing);
  }
  for (const { file, sha256 } of jars) {
    if (createHash("sha256").update(readFileSync(file)).digest("hex") === sha256) continue;
    rmSync(file);
    throw new Error(`${file} is not the jar that ${system}.json names; it is removed, so that the next run asks again`);
  }
  return jars.map(({ file }) => file);
}

/** Files as a class path. */
export const classPath = (...files: readonly string[]): string => files.join(delimiter);

/** The one of some jars whose name begins like this. */
export function jarNamed(jars: readonly string[], start: string): string {
  const found = jars.find((file) => basename(file).startsWith(start));
  if (found === undefined) throw new Error(`no jar is called ${start}...`);
  return found;
}

const cache = (): string =>
  join(
    process.env["PIPELINE_MONITORING_CACHE"] ??
      join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pipeline-monitoring"),
    "systems",
  );

/** One curl for all, which knows of the environment's proxies; a file gets its name only when it is whole. */
function download(jars: readonly { readonly path: string; readonly file: string }[]): void {
  const repository = process.env[repositoryVariable] ?? "https://repo1.maven.org/maven2";
  const config = jars.map(({ path, file }) => `url = "${repository}/${path}"\noutput = "${file}.part"`).join("\n");
  for (const { file } of jars) mkdirSync(dirname(file), { recursive: true });
  const { status, error, stderr } = spawnSync(
    "curl",
    ["--fail", "--silent", "--show-error", "--location", "--parallel", "--retry", "2", "--config", "-"],
    { input: config, encoding: "utf8" },
  );
  if (error !== undefined) throw new Error(`curl cannot be run: ${error.message}`);
  if (status !== 0)
    throw new Error(`${repository} did not serve all jars; ${repositoryVariable} may name another: ${stderr}`);
  for (const { file } of jars) renameSync(`${file}.part`, file);
}
