import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerLabels, dockerName } from "./docker-names.ts";
import { logging } from "./docker-options.ts";

export interface JobArgs {
  readonly name: string;
  readonly image: pulumi.Input<string>;
  readonly entrypoint: readonly string[];
  readonly args: readonly string[];
  /** By absolute path in the job's container. */
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
  /** Who may read them; all by default. */
  readonly fileMode?: "0444" | "0400";
  readonly volumes?: readonly { readonly volume: pulumi.Input<string>; readonly path: string }[];
  readonly network?: pulumi.Input<string>;
  readonly user: string;
  readonly capabilities?: readonly string[];
  /** Jobs that must have succeeded before. */
  readonly after?: pulumi.Input<string>;
  /** What the job does, for the message when it fails. */
  readonly purpose: string;
}

/**
 * A container that does one thing and ends. Its files are part of it, so a change of them makes a new one.
 * A job that fails fails the deployment, with what it printed.
 */
export function job(
  args: JobArgs,
  parent: pulumi.Resource,
): { container: docker.Container; done: pulumi.Output<string> } {
  const container = new docker.Container(
    dockerName(args.name),
    {
      name: dockerName(args.name),
      image: args.image,
      entrypoints: [...args.entrypoint],
      command: [...args.args],
      uploads: Object.entries(args.files).map(([file, content]) => ({
        file,
        content,
        permissions: args.fileMode ?? "0444",
      })),
      volumes: (args.volumes ?? []).map(({ volume, path }) => ({ volumeName: volume, containerPath: path })),
      ...(args.network === undefined
        ? { networkMode: "none" }
        : { networkMode: "bridge", networksAdvanced: [{ name: args.network }] }),
      user: args.user,
      capabilities: { drops: ["ALL"], adds: [...(args.capabilities ?? [])] },
      securityOpts: ["no-new-privileges:true"],
      labels: [
        ...dockerLabels("job"),
        ...(args.after === undefined ? [] : [{ label: "pipeline-monitoring.after", value: args.after }]),
      ],
      ...logging,
      mustRun: false,
      attach: true,
      logs: true,
      restart: "no",
    },
    { parent, deleteBeforeReplace: true },
  );
  const done = pulumi.all([container.exitCode, container.containerLogs]).apply(([code, logs]) => {
    if (code !== 0) throw new pulumi.RunError(`${args.purpose} failed:\n${(logs ?? "").trim()}`);
    return "done";
  });
  return { container, done };
}
