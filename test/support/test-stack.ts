import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { dump, load } from "js-yaml";
import { root } from "../../commands/workspace.ts";

type Values = Record<string, unknown>;

export interface Run {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

const services = ["prometheus", "alertmanager", "pushgateway", "grafana", "runbooks", "simulator", "mail"] as const;
export type Service = (typeof services)[number];

/** A stack of the test's own: a name, ports and a state folder that nobody else has. */
export class TestStack {
  readonly name = `t${randomBytes(4).toString("hex")}`;
  readonly directory = mkdtempSync(join(tmpdir(), "monitoring-test-"));
  readonly ports: Readonly<Record<Service, number>>;
  #values: Values = {};

  private constructor(ports: Readonly<Record<Service, number>>, values: Values) {
    this.ports = ports;
    this.reconfigure(values);
  }

  /** Takes the dev stack's config with the given top-level values instead of its own. */
  static async make(values: Values = {}): Promise<TestStack> {
    return new TestStack(await freePorts(), values);
  }

  /** Replaces top-level values of the stack's config. */
  configure(values: Values): void {
    this.#values = { ...this.#values, ...values };
    this.#write();
  }

  /** Goes back to the dev stack's config, with the given top-level values instead of its own. */
  reconfigure(values: Values): void {
    this.#values = { ...devConfig(), ports: this.ports, ...values };
    this.#write();
  }

  /** The stack's config as its file holds it. */
  config(): Values {
    const { config } = load(readFileSync(join(this.directory, `Pulumi.${this.name}.yaml`), "utf8")) as {
      config: Values;
    };
    return config;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      MONITORING_STATE: join(this.directory, "state"),
      MONITORING_STACKS: this.directory,
      // The stack's own backend and passphrase, whatever the caller uses.
      PULUMI_BACKEND_URL: undefined,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
    };
  }

  /** Runs one of the commands that the make targets run. */
  run(
    name: "up" | "down" | "preview" | "password" | "secret" | "drill",
    args: readonly string[] = [],
    input = "",
  ): Promise<Run> {
    return run("node", [join(root, "commands", `${name}.ts`), this.name, ...args], this.env, input);
  }

  async up(): Promise<Run> {
    const result = await this.run("up");
    if (result.code !== 0) throw new Error(`up failed:\n${result.output}`);
    return result;
  }

  /** Runs `up`, and kills it and all that it started after some seconds. */
  async killedUp(seconds: number): Promise<void> {
    const child = spawn("node", [join(root, "commands", "up.ts"), this.name], {
      env: this.env,
      cwd: root,
      detached: true,
      stdio: "ignore",
    });
    await sleep(seconds * 1000);
    // The whole process group: engine, language host and plug-ins die with it.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await sleep(500);
  }

  /** Command lines of the processes that a run of the stack started and that have not ended. */
  processes(): readonly string[] {
    const read = (pid: string, file: string): string => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
      } catch {
        return "";
      }
    };
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && read(name, "environ").includes(this.directory))
      .map((pid) => read(pid, "cmdline").replaceAll("\0", " "));
  }

  url(service: Service, path = ""): string {
    return `http://127.0.0.1:${this.ports[service]}${path}`;
  }

  container(service: string): string {
    return `pipeline-monitoring-${this.name}-${service}`;
  }

  /** The label that all of the stack's containers, networks and volumes have. */
  get label(): string {
    return `pipeline-monitoring.stack=pipeline-monitoring/${this.name}`;
  }

  /** Removes whatever is left, even after a failed test. */
  destroy(): void {
    const filter = ["--filter", `label=${this.label}`, "--quiet"];
    for (const [kind, ...remove] of [
      ["container", "rm", "--force", "--volumes"],
      ["network", "rm"],
      ["volume", "rm", "--force"],
    ] as const) {
      const ids = docker(kind, "ls", ...(kind === "container" ? ["--all"] : []), ...filter)
        .split("\n")
        .filter(Boolean);
      if (ids.length > 0) docker(kind, ...remove, ...ids);
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  #write(): void {
    mkdirSync(this.directory, { recursive: true });
    const config = Object.entries(this.#values).map(([key, value]) => [`pipeline-monitoring:${key}`, value]);
    writeFileSync(join(this.directory, `Pulumi.${this.name}.yaml`), dump({ config: Object.fromEntries(config) }));
  }
}

function devConfig(): Values {
  const { config } = load(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Values };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace(/^[^:]+:/, ""), value]));
}

/** Config with one pipeline alone: enough for what concerns the stack and not the pipelines, and quicker. */
export const churnAlone = (): Values => ({
  pipelines: { churn: (devConfig()["pipelines"] as Values)["churn"] },
  monitoring: {},
});

async function freePorts(): Promise<Record<Service, number>> {
  const servers = services.map(() => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(services.map((service, index) => [service, ports[index] as number])) as Record<
    Service,
    number
  >;
}

/** Runs a program and gathers what it prints; never throws for its exit code. */
export function run(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input = "",
): Promise<Run> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: root });
    let output = "";
    const gather = (data: Buffer): void => {
      output += data.toString();
    };
    child.stdout.on("data", gather);
    child.stderr.on("data", gather);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, output, seconds: (performance.now() - started) / 1000 }));
    child.stdin.end(input);
  });
}

/** Runs the Docker CLI; throws with what it says when it fails. */
export function docker(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("docker", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

/** Asks again and again until the answer is there; the last failure is the error. */
export async function eventually<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = "not yet";
    } catch (error) {
      last = error;
    }
    await sleep(250);
  }
  throw new Error(`${what} did not come within ${seconds} s: ${last instanceof Error ? last.message : last}`);
}

export async function getJson<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
