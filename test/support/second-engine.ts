import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { eventually, run } from "./test-stack.ts";

/** Addresses of the second engine's networks, which the first one does not hand out. */
const subnet = "10.213.0.0/16";

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
      ...["--iptables=false", "--bridge=none", "--default-address-pool", `base=${subnet},size=24`],
    ],
    { stdio: "ignore", env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` } },
  );
  const env = { ...process.env, DOCKER_HOST: host };
  await eventually("a second Docker engine", 60, async () =>
    (await run("docker", ["info"], env)).code === 0 ? true : undefined,
  );
  // The first engine drops what its own containers do not send, bridges of others included.
  const forwarding = ["FORWARD", "--source", subnet, "--destination", subnet, "--jump", "ACCEPT"];
  const filter = (action: string) => run("/usr/sbin/iptables", [action, ...forwarding]);
  const filtered = (await filter("--insert")).code === 0;
  return {
    host,
    stop: async () => {
      const ended = new Promise((resolve) => daemon.once("exit", resolve));
      daemon.kill("SIGTERM");
      await ended;
      if (filtered) await filter("--delete");
      // An engine leaves its network namespace mounted.
      await run("umount", [join(directory, "exec", "netns", "default")]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
