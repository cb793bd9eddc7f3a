import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Programs that run for a recording, and the directory they work in; `stop` ends and removes it all. */
export class Processes {
  readonly directory = mkdtempSync(join(tmpdir(), "monitoring-record-"));
  readonly #children = new Map<string, ChildProcess>();
  readonly #containers: string[] = [];
  readonly #networks: string[] = [];

  /** Starts a program that runs until the recording is done. */
  start(name: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    const log = openSync(this.#log(name), "a");
    const child = spawn(command, args, {
      cwd: this.directory,
      env: { ...process.env, ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    // A program that cannot be started shows in `check`.
    child.on("error", (error) => console.error(`${name}: ${error.message}`));
    this.#children.set(name, child);
  }

  /** Starts a container, its engine's client in the foreground. */
  startContainer(name: string, args: readonly string[]): void {
    // One may be left of a recording that was killed.
    removeContainer(name);
    this.#containers.push(name);
    this.start(name, "docker", ["run", "--rm", "--name", name, ...args]);
  }

  /** Makes a network for containers to find each other in. */
  createNetwork(name: string): void {
    removeNetwork(name);
    this.#networks.push(name);
    this.run("docker", ["network", "create", name]);
  }

  /** Runs a program to its end. */
  run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    const { status, error, stdout, stderr } = spawnSync(command, args, {
      cwd: this.directory,
      env: { ...process.env, ...env },
      encoding: "utf8",
    });
    if (error !== undefined) throw new Error(`${command} cannot be run: ${error.message}`);
    if (status !== 0) throw new Error(`${command} ${args[0]} failed:\n${stdout}${stderr}`);
  }

  /** Throws if a program has ended before its time, with the end of what it said. */
  check(): void {
    for (const [name, { exitCode, signalCode, pid }] of this.#children) {
      if (pid !== undefined && exitCode === null && signalCode === null) continue;
      throw new Error(`${name} has ended:\n${readFileSync(this.#log(name), "utf8").slice(-4_000)}`);
    }
  }

  /** Ends all programs, last started first, and removes what they wrote. */
  async stop(): Promise<void> {
    for (const child of [...this.#children.values()].reverse()) await end(child);
    this.#containers.forEach(removeContainer);
    this.#networks.forEach(removeNetwork);
    this.#children.clear();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #log(name: string): string {
    return join(this.directory, `${name}.log`);
  }
}

const removeContainer = (name: string): unknown => spawnSync("docker", ["rm", "--force", name], { stdio: "ignore" });
const removeNetwork = (name: string): unknown => spawnSync("docker", ["network", "rm", name], { stdio: "ignore" });

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(patience);
}

/** Asks a URL until what it answers is without faults; tells the last ones when it stays wrong for too long. */
export async function answered(
  url: string,
  faultsOf: (page: string) => readonly string[],
  processes: Processes,
  seconds = 120,
): Promise<string> {
  const deadline = Date.now() + 1_000 * seconds;
  for (;;) {
    processes.check();
    const page = await get(url);
    const faults = page === undefined ? ["no answer"] : faultsOf(page);
    if (page !== undefined && faults.length === 0) return page;
    if (Date.now() > deadline) throw new Error(`${url} after ${seconds} s:\n${faults.join("\n")}`);
    await sleep(1_000);
  }
}

async function get(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Ports of this machine that nobody listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a server without a port");
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
