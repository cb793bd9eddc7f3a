import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
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

const largest = "rules/a.yml";

/** Every file of a release holds its id, so that a mixture shows. */
export const releaseFiles = (id: string): Readonly<Record<string, string>> => ({
  "server.yml": `release: ${id}\n`,
  [largest]: `release: ${id}\n${"# filler\n".repeat(2000)}`,
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

  /** Hands the writer files in one, as the Docker backend does; its source is empty. */
  bundled(files: Readonly<Record<string, string>>, content: Plan["content"]): Promise<WriterRun> {
    this.fill({});
    const bundle = join(this.#directory, "bundle.json");
    writeFileSync(bundle, JSON.stringify(files));
    return this.apply(content, bundle);
  }

  apply(content: Plan["content"], bundle?: string): Promise<WriterRun> {
    const plan: Plan = {
      source: this.source,
      ...(bundle === undefined ? {} : { bundle }),
      volume: this.path,
      owner,
      content,
    };
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

/** What a reader finds through `current` in one look: the release, and what is wrong with it. */
export function look(volume: string): { readonly release: string; readonly faults: readonly string[] } {
  try {
    // A file by its whole path, as servers name them, and then all files of the release that is in force.
    const direct = readFileSync(join(volume, "current", largest), "utf8");
    const directory = realpathSync(join(volume, "current"));
    // Written again, a release has a number behind its id.
    const release = basename(directory).replace(/-\d+$/, "");
    const whole = releaseFiles(release);
    const broken = Object.keys(whole).filter((path) => readFileSync(join(directory, path), "utf8") !== whole[path]);
    return {
      release,
      faults: [
        ...(direct === releaseFiles(idOf(direct))[largest] ? [] : [`${largest} is not whole`]),
        ...broken.map((path) => `${path} is not that of ${release}`),
      ],
    };
  } catch (error) {
    return { release: "", faults: [String((error as NodeJS.ErrnoException).code ?? error)] };
  }
}

const idOf = (text: string): string => /^release: (\S+)$/m.exec(text)?.[1] ?? "";

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
    if (release !== "") releases.add(release);
    for (const fault of found) faults.add(fault);
    await setImmediate();
  }
  await ended;
  return { looks, faults, releases };
}
