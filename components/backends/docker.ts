import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { configurationRoot } from "../../rules/paths.ts";
import type { HealthCheck, ServiceDescription } from "../service.ts";
import type { Backend, RunningService } from "./backend.ts";
import { deliver } from "./docker-configuration.ts";
import { dockerLabels, dockerName } from "./docker-names.ts";
import { logging } from "./docker-options.ts";

/** Runs services as containers on one Docker engine, in a network of the stack's own. */
export class DockerBackend implements Backend {
  readonly #network: docker.Network;
  readonly #gateway: pulumi.Output<string>;
  readonly #images = new Map<string, docker.RemoteImage>();
  readonly #nodeImage: string;
  readonly #parent: pulumi.Resource;

  /** @param nodeImage image with Node, for the programs of ours */
  constructor(nodeImage: string, parent: pulumi.Resource) {
    this.#nodeImage = nodeImage;
    this.#parent = parent;
    this.#network = new docker.Network(
      dockerName("network"),
      { name: dockerName("network"), labels: dockerLabels("network") },
      { parent },
    );
    this.#gateway = this.#network.ipamConfigs.apply((configs) => {
      const gateway = configs?.map((config) => config.gateway).find((address) => (address ?? "") !== "");
      // Without an address of its own, what shares the host's network would listen to the world.
      if (gateway === undefined) throw new pulumi.RunError("Docker gave the stack's network no gateway.");
      return gateway;
    });
  }

  run(description: ServiceDescription, parent: pulumi.Resource): RunningService {
    const { name, configuration } = description;
    const image = this.#image(description.image);
    const delivered =
      configuration === undefined
        ? undefined
        : deliver(
            { ...description, configuration },
            { network: this.#network.name, node: this.#image(this.#nodeImage), image },
            parent,
          );
    const data = description.data === undefined ? undefined : this.#dataVolume(name, parent);
    const container = new docker.Container(
      dockerName(name),
      {
        name: dockerName(name),
        image,
        ...this.#process(description),
        ...this.#connection(description),
        ...isolation(description),
        ...supervision(description, this.#gateway),
        volumes: [
          ...(data === undefined ? [] : [{ volumeName: data.name, containerPath: description.data?.path ?? "" }]),
          ...(delivered === undefined
            ? []
            : [{ volumeName: delivered.volume.name, containerPath: configurationRoot, readOnly: true }]),
        ],
        labels: dockerLabels("service"),
      },
      {
        parent,
        deleteBeforeReplace: true,
        dependsOn: delivered?.writers ?? [],
        // Left to the engine, which knows whether the kernel accounts for swap.
        ignoreChanges: ["memorySwap"],
        // The provider would note a new health check down without giving it to the container.
        replaceOnChanges: ["healthcheck"],
      },
    );
    return { ready: container };
  }

  /** Pulled once per stack; kept on destroy, since others may use it. */
  #image(reference: string): pulumi.Output<string> {
    const known = this.#images.get(reference);
    const image =
      known ??
      new docker.RemoteImage(
        dockerName(`image-${reference}`),
        { name: reference, keepLocally: true },
        { parent: this.#parent },
      );
    this.#images.set(reference, image);
    return image.imageId;
  }

  #dataVolume(name: string, parent: pulumi.Resource): docker.Volume {
    return new docker.Volume(
      dockerName(`${name}-data`),
      { name: dockerName(`${name}-data`), labels: dockerLabels("data") },
      // Destroying the stack keeps what was measured; removing it is a decision of its own.
      { parent, retainOnDelete: true },
    );
  }

  #process({ entrypoint, args, env, program, host }: ServiceDescription) {
    const listen = host?.network?.listenArg;
    return {
      ...(entrypoint === undefined ? {} : { entrypoints: [...entrypoint] }),
      command: [...args, ...(listen === undefined ? [] : [this.#gateway.apply(listen)])],
      envs: Object.entries(env ?? {}).map(([key, value]) => `${key}=${value}`),
      uploads: program === undefined ? [] : [{ file: program.path, content: program.text }],
    };
  }

  #connection({ name, host, published, reachesOnHost }: ServiceDescription) {
    if (host?.network !== undefined) return { networkMode: "host" };
    return {
      networkMode: "bridge",
      networksAdvanced: [{ name: this.#network.name, aliases: [name] }],
      hosts: (reachesOnHost ?? []).map((other) => ({ host: other, ip: this.#gateway })),
      ports: (published ?? []).map(({ container, port, address }) => ({
        internal: container,
        external: port,
        ip: address,
      })),
    };
  }
}

/** Values are written as the engine reports them, or else each refresh would see a difference. */
function isolation({ user, host, scratch, resources, program }: ServiceDescription) {
  return {
    user,
    // The engine refuses to put a program into a container whose root file system is read-only.
    readOnly: program === undefined,
    capabilities: { drops: ["ALL"], adds: [] },
    // The engine itself adds label=disable where the host's processes are shared.
    securityOpts: [...(host?.processes === true ? ["label=disable"] : []), "no-new-privileges:true"],
    tmpfs: Object.fromEntries((scratch ?? []).map((path) => [path, "rw,noexec,nosuid,size=64m"])),
    ...(host?.processes === true ? { pidMode: "host" } : {}),
    mounts: (host?.mounts ?? []).map(({ source, target, follow }) => ({
      type: "bind",
      source,
      target,
      readOnly: true,
      ...(follow === true ? { bindOptions: { propagation: "rslave" } } : {}),
    })),
    devices: (host?.devices ?? []).map((path) => ({ hostPath: path, containerPath: path, permissions: "r" })),
    memory: resources.memoryMiB,
    cpus: Number.isInteger(resources.cpus) ? resources.cpus.toFixed(1) : String(resources.cpus),
  };
}

function supervision({ health, host }: ServiceDescription, gateway: pulumi.Output<string>) {
  const always = { restart: "unless-stopped", ...logging };
  if (health.kind === "scrape") return always;
  const address = host?.network === undefined ? pulumi.output("127.0.0.1") : gateway;
  return {
    ...always,
    healthcheck: {
      tests: address.apply((ip) => healthCommand(health, ip)),
      interval: "5s",
      timeout: "3s",
      startPeriod: "1m0s",
      retries: 3,
    },
    wait: true,
    waitTimeout: 120,
  };
}

function healthCommand(health: Exclude<HealthCheck, { kind: "scrape" }>, address: string): string[] {
  switch (health.kind) {
    case "http":
      return ["CMD", "wget", "-q", "-O", "/dev/null", `http://${address}:${health.port}${health.path}`];
    case "command":
      return ["CMD", ...health.command];
    default:
      return health satisfies never;
  }
}
