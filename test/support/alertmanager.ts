import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { imageOf } from "../../commands/images.ts";
import type { Labels } from "./inhibition-cases.ts";
import { docker, eventually, getJson } from "./test-stack.ts";

interface ApiAlert {
  readonly labels: Labels;
  readonly status: { readonly state: "active" | "suppressed" | "unprocessed"; readonly inhibitedBy: readonly string[] };
}

/** An Alertmanager of the test's own on loopback, with a configuration as it is rendered. */
export class AlertmanagerUnderTest {
  readonly #name = `monitoring-test-${randomBytes(4).toString("hex")}`;
  readonly #directory = mkdtempSync(join(tmpdir(), "monitoring-alertmanager-"));
  #url = "";

  /** @param files by path, `alertmanager.yml` among them */
  static async start(files: ReadonlyMap<string, string>): Promise<AlertmanagerUnderTest> {
    const server = new AlertmanagerUnderTest();
    try {
      await server.#run(files);
    } catch (error) {
      server.stop();
      throw error;
    }
    return server;
  }

  async #run(files: ReadonlyMap<string, string>): Promise<void> {
    chmodSync(this.#directory, 0o755);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(this.#directory, path)), { recursive: true });
      writeFileSync(join(this.#directory, path), text);
    }
    // A network of its own, in which no receiver has an address.
    docker("network", "create", this.#name);
    docker(
      ...["run", "--detach", "--name", this.#name, "--network", this.#name, "--publish", "127.0.0.1::9093"],
      ...["--volume", `${this.#directory}:/work:ro`, imageOf("alertmanager")],
      ...["--config.file=/work/alertmanager.yml", "--storage.path=/tmp", "--cluster.listen-address="],
    );
    this.#url = `http://${docker("port", this.#name, "9093")}`;
    await eventually("Alertmanager", 20, async () => (await fetch(`${this.#url}/-/ready`)).ok || undefined);
  }

  /** Removes what has been made so far. */
  stop(): void {
    docker("rm", "--force", "--volumes", this.#name);
    docker("network", "rm", "--force", this.#name);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Makes alerts fire, and others end. */
  async post(firing: readonly Labels[], ended: readonly Labels[] = []): Promise<void> {
    const at = (seconds: number) => new Date(Date.now() + 1000 * seconds).toISOString();
    const startsAt = at(-60);
    const alerts = [
      ...firing.map((labels) => ({ labels, startsAt, endsAt: at(600) })),
      ...ended.map((labels) => ({ labels, startsAt, endsAt: at(-1) })),
    ];
    const response = await fetch(`${this.#url}/api/v2/alerts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(alerts),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }

  /** Silences what has all of these labels. */
  async silence(labels: Labels): Promise<void> {
    const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
    await getJson(`${this.#url}/api/v2/silences`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        matchers,
        startsAt: new Date().toISOString(),
        endsAt: new Date(Date.now() + 600_000).toISOString(),
        createdBy: "test",
        comment: "test",
      }),
    });
  }

  /** The states of these alerts; `gone` for one that does not fire. */
  async states(of: readonly Labels[]): Promise<readonly string[]> {
    const all = await getJson<readonly ApiAlert[]>(`${this.#url}/api/v2/alerts`);
    const found = new Map(all.map(({ labels, status }) => [keyOf(labels), status]));
    return of.map((labels) => {
      const status = found.get(keyOf(labels));
      if (status === undefined) return "gone";
      return status.inhibitedBy.length > 0 ? "inhibited" : status.state;
    });
  }

  /** The same once they are as expected, or else as they are after some seconds: alerts take a moment to be seen. */
  async settled(of: readonly Labels[], expected: readonly string[], seconds = 3): Promise<readonly string[]> {
    const deadline = performance.now() + 1000 * seconds;
    for (;;) {
      const states = await this.states(of);
      if (states.join() === expected.join() || performance.now() > deadline) return states;
      await sleep(10);
    }
  }
}

const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());
