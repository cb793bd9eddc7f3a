import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { bundle } from "../../components/bundle.ts";
import type { Plan } from "../../exporters/config-writer/plan.ts";

export interface WriterRun {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Only root may give files away; anyone else keeps them. */
export const owner: Plan["owner"] =
  process.getuid?.() === 0
    ? { uid: 65_534, gid: 65_533 }
    : { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };

/** Every file of a release holds its id, so that a mixture shows. */
export const releaseFiles = (id: string): Readonly<Record<string, string>> => ({
  "server.yml": `release: ${id}\n`,
  "rules/a.yml": `release: ${id}\n${"# filler\n".repeat(2000)}`,
  "rules/deep/b.yml": `release: ${id}\n`,
});

/** A volume of the test's own, and the writer as it is bundled for its container. */
export class Volume {
  readonly #directory = mkdtempSync(join(tmpdir(), "monitoring-writer-"));
  readonly path = join(this.#directory, "volume");
  readonly source = join(this.#directory, "source");
  readonly #program = join(this.#directory, "config-writer.mjs");

  constructor() {
    chmodSync(this.#directory, 0o755);
    mkdirSync(this.path);
    writeFileSync(this.#program, bundle("config-writer"));
  }

  /** What the writer finds as its source: these files and no others. */
  fill(files: Readonly<Record<string, string>>): void {
    rmSync(this.source, { recursive: true, force: true });
    mkdirSync(this.source);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.source, path)), { recursive: true });
      writeFileSync(join(this.source, path), text);
    }
  }

  /** Puts a release in force, as the Docker backend would have the writer do it. */
  release(id: string, server?: Extract<Plan["content"], { kind: "release" }>["server"]): Promise<WriterRun> {
    this.fill(releaseFiles(id));
    return this.apply({ kind: "release", id, ...(server === undefined ? {} : { server }) });
  }

  apply(content: Plan["content"]): Promise<WriterRun> {
    const plan: Plan = { source: this.source, volume: this.path, owner, content };
    const file = join(this.#directory, "plan.json");
    writeFileSync(file, JSON.stringify(plan));
    return this.run(["--plan", file]);
  }

  run(args: readonly string[]): Promise<WriterRun> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [this.#program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      let errors = "";
      child.stdout.on("data", (data: Buffer) => {
        output += data.toString();
      });
      child.stderr.on("data", (data: Buffer) => {
        errors += data.toString();
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output, errors }));
    });
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), "utf8");
  }

  has(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  get releases(): readonly string[] {
    return readdirSync(join(this.path, "releases")).sort();
  }

  /** Mode and owner of a path and of all below it. */
  modes(path: string): Readonly<Record<string, string>> {
    const { mode, uid, gid } = lstatSync(join(this.path, path));
    const below = lstatSync(join(this.path, path)).isDirectory() ? readdirSync(join(this.path, path)) : [];
    return Object.assign(
      { [path]: `${(mode & 0o7777).toString(8)} ${uid}:${gid}` },
      ...below.map((name) => this.modes(join(path, name))),
    ) as Record<string, string>;
  }

  destroy(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** What is wrong with what a reader finds through `current`, in one look; and the release it found. */
export function look(volume: string): { readonly release: string; readonly faults: readonly string[] } {
  const found = Object.keys(releaseFiles("")).map((path) => {
    try {
      return { path, text: readFileSync(join(volume, "current", path), "utf8") };
    } catch (error) {
      return { path, text: "", fault: (error as NodeJS.ErrnoException).code ?? String(error) };
    }
  });
  const [id = ""] = found.map(({ text }) => /^release: (\S+)$/m.exec(text)?.[1] ?? "");
  const whole = releaseFiles(id);
  return {
    release: id,
    faults: found.flatMap(({ path, text, fault }) =>
      fault !== undefined
        ? [`${path}: ${fault}`]
        : text === whole[path]
          ? []
          : [`${path} is not of release ${id}, or not whole`],
    ),
  };
}

/** Looks again and again while something is done; returns what was found wrong, and every release that was seen. */
export async function watched(
  volume: string,
  work: () => Promise<void>,
): Promise<{ looks: number; faults: ReadonlySet<string>; releases: ReadonlySet<string> }> {
  const faults = new Set<string>();
  const releases = new Set<string>();
  let looks = 0;
  let done = false;
  const ended = work().finally(() => {
    done = true;
  });
  while (!done) {
    const { release, faults: found } = look(volume);
    looks += 1;
    releases.add(release);
    for (const fault of found) faults.add(fault);
    await setImmediate();
  }
  await ended;
  return { looks, faults, releases };
}
