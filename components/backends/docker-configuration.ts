import { createHash } from "node:crypto";
import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../exporters/config-writer/plan.ts";
import { bundle } from "../bundle.ts";
import { type Configuration, type ServiceDescription, stagingDirectory } from "../service.ts";
import { job } from "./docker-job.ts";
import { dockerLabels, dockerName } from "./docker-names.ts";

const program = "/config-writer.mjs";
const source = "/source";
const bundled = "/bundle.json";
const target = "/target";

interface Context {
  readonly network: pulumi.Input<string>;
  /** Image with Node, for the writer. */
  readonly node: pulumi.Input<string>;
  /** The service's own image, for the validator. */
  readonly image: pulumi.Input<string>;
}

/**
 * Brings a service's files onto its configuration volume: validated by its own image, written beside, switched to,
 * reloaded, read back. A failure leaves what was in force in force.
 */
export function deliver(
  description: ServiceDescription & { readonly configuration: Configuration },
  context: Context,
  parent: pulumi.Resource,
): { volume: docker.Volume; writers: docker.Container[] } {
  const { name, configuration } = description;
  const volume = new docker.Volume(
    dockerName(`${name}-configuration`),
    { name: dockerName(`${name}-configuration`), labels: dockerLabels("configuration") },
    { parent },
  );
  const writers = [
    ...(configuration.secrets === undefined
      ? []
      : [secrets(description, configuration.secrets, volume, context, parent)]),
    ...(configuration.files.size === 0 ? [] : [release(description, volume, context, parent)]),
  ];
  return { volume, writers };
}

function release(
  {
    name,
    user,
    configuration: { files, validate, server },
  }: ServiceDescription & { readonly configuration: Configuration },
  volume: docker.Volume,
  { network, node, image }: Context,
  parent: pulumi.Resource,
): docker.Container {
  const validated =
    validate === undefined
      ? undefined
      : job(
          {
            name: `${name}-validate`,
            purpose: `checking the configuration of ${name}`,
            image,
            entrypoint: validate.command.slice(0, 1),
            args: validate.command.slice(1),
            files: below(stagingDirectory, files),
            user,
          },
          parent,
        ).done;
  const plan: Plan = {
    source,
    bundle: bundled,
    volume: target,
    owner: ownerOf(user),
    content: {
      kind: "release",
      id: digest(files),
      ...(server === undefined
        ? {}
        : {
            server: {
              url: `http://${name}:${server.port}`,
              ...(server.reload === undefined ? {} : { reload: server.reload }),
              verify: server.verify,
            },
          }),
    },
  };
  const sources = { [bundled]: JSON.stringify(Object.fromEntries(files)) };
  return write(`${name}-configure`, plan, sources, { volume, network, node, parent, after: validated });
}

function secrets(
  { name, user }: ServiceDescription,
  values: Readonly<Record<string, pulumi.Output<string>>>,
  volume: docker.Volume,
  { network, node }: Context,
  parent: pulumi.Resource,
): docker.Container {
  const plan: Plan = { source, volume: target, owner: ownerOf(user), content: { kind: "secrets" } };
  return write(`${name}-secrets`, plan, below(source, new Map(Object.entries(values))), {
    volume,
    network,
    node,
    parent,
    after: undefined,
    fileMode: "0400",
  });
}

interface WriteContext {
  readonly volume: docker.Volume;
  readonly network: pulumi.Input<string>;
  readonly node: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
  readonly after: pulumi.Output<string> | undefined;
  readonly fileMode?: "0400";
}

function write(
  name: string,
  plan: Plan,
  files: Readonly<Record<string, pulumi.Input<string>>>,
  { volume, network, node, parent, after, fileMode }: WriteContext,
): docker.Container {
  const { container, done } = job(
    {
      name,
      purpose: `${name}, which puts new files in force,`,
      image: node,
      entrypoint: ["node"],
      args: [program, "--plan", "/plan.json"],
      files: { [program]: bundle("config-writer"), "/plan.json": JSON.stringify(plan), ...files },
      volumes: [{ volume: volume.name, path: target }],
      network,
      // Root, of whose powers only these are left: it hands files over to the server's user.
      user: "0:0",
      capabilities: ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER"],
      ...(after === undefined ? {} : { after }),
      ...(fileMode === undefined ? {} : { fileMode }),
    },
    parent,
  );
  // Nobody waits for it but the engine: a rejected output fails the deployment.
  done.apply(() => undefined);
  return container;
}

const below = <T>(directory: string, files: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...files].map(([path, text]) => [`${directory}/${path}`, text]));

function ownerOf(user: ServiceDescription["user"]): Plan["owner"] {
  const [uid, gid] = user.split(":").map(Number) as [number, number];
  return { uid, gid };
}

/** A name for the release that changes with its content. */
function digest(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path}\0${text}\0`);
  return hash.digest("hex").slice(0, 16);
}
