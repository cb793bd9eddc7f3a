import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventually, run } from "./test-stack.ts";

/** A Docker engine of the test's own, without images, beside the machine's. */
export async function secondEngine(directory: string): Promise<{ host: string; stop: () => Promise<void> }> {
  mkdirSync(directory, { recursive: true });
  const host = `unix://${join(directory, "docker.sock")}`;
  const daemon = spawn(
    "dockerd",
    [
      ...["--host", host, "--data-root", join(directory, "data"), "--exec-root", join(directory, "exec")],
      ...["--pidfile", join(directory, "docker.pid")],
      // The packet filter is the first engine's; published ports go through the proxy.
      ...["--iptables=false", "--bridge=none"],
    ],
    { stdio: "ignore", env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` } },
  );
  const env = { ...process.env, DOCKER_HOST: host };
  await eventually("a second Docker engine", 60, async () =>
    (await run("docker", ["info"], env)).code === 0 ? true : undefined,
  );
  return {
    host,
    stop: async () => {
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      daemon.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
