import type * as pulumi from "@pulumi/pulumi";
import type { Verification } from "../exporters/config-writer/plan.ts";

/** How a service is asked whether it is well. */
export type HealthCheck =
  /** An HTTP GET from within its container that must succeed; the image has wget. */
  | { readonly kind: "http"; readonly port: number; readonly path: string }
  /** A command in its container that must end with 0, for images without wget. */
  | { readonly kind: "command"; readonly command: readonly string[] }
  /** Not at all, for images of which nothing is known: Prometheus' scrape tells. */
  | { readonly kind: "scrape" };

/** Generated files that reach a running service without replacing it, at `configurationRoot`. */
export interface Configuration {
  /** By path below the release. */
  readonly files: ReadonlyMap<string, string>;
  /** By file name below `secretsDirectory`. */
  readonly secrets?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Run in the service's own image over the new files, below `stagingDirectory`, before the server sees them. */
  readonly validate?: { readonly command: readonly string[] };
  /** How the server takes them in and shows that it did; left out where it reads files on each request. */
  readonly server?: { readonly port: number; readonly reload?: string; readonly verify: Verification };
}

/** Where a validator finds the new files. */
export const stagingDirectory = "/staging";

/** What a service needs of the machine beyond its container; each with its reason. */
export interface HostAccess {
  readonly reason: string;
  /** Shares the host's network, and listens on the stack's gateway alone, which only the stack reaches. */
  readonly network?: { readonly port: number; readonly listenArg: (address: string) => string };
  /** Sees the host's processes. */
  readonly processes?: boolean;
  /** Host directories, read-only. */
  readonly mounts?: readonly { readonly source: string; readonly target: string; readonly follow?: boolean }[];
  readonly devices?: readonly string[];
}

/** A service, whatever platform runs it: a backend translates this and decides nothing. */
export interface ServiceDescription {
  /** Its name in the stack's network. */
  readonly name: string;
  readonly image: string;
  /** Replaces the image's entrypoint. */
  readonly entrypoint?: readonly string[];
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** `uid:gid`; root only with a reason in `host`. */
  readonly user: `${number}:${number}`;
  /** A program of ours, one file, that the container runs; a new version means a new container. */
  readonly program?: { readonly path: string; readonly text: string };
  /** What must outlive the container. */
  readonly data?: { readonly path: string };
  readonly configuration?: Configuration;
  /** A port that listens beyond the stack's network, on `address`. */
  readonly published?: readonly { readonly container: number; readonly port: number; readonly address: string }[];
  readonly health: HealthCheck;
  readonly resources: { readonly memoryMiB: number; readonly cpus: number };
  /** Paths the server must be able to write that need not last. */
  readonly scratch?: readonly string[];
  readonly host?: HostAccess;
  /** Services with `host.network` that it must reach by name. */
  readonly reachesOnHost?: readonly string[];
}
