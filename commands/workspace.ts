import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load } from "js-yaml";

/** The project's folder. */
export const root = join(import.meta.dirname, "..");

type Values = Record<string, unknown>;
interface StackFile {
  config?: Values;
  [key: string]: unknown;
}

/** What the make targets work on: an ignored copy of a stack's config, which may hold salt and secrets, and its state. */
export interface Workspace {
  readonly project: string;
  readonly stack: string;
  /** The ignored copy of the stack's config. */
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The project's name, the namespace of its config. */
export const projectName = (): string =>
  (load(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { name: string }).name;

/** A stack's config as its file holds it, which is tracked and so has no secrets. `MONITORING_STACKS` names another folder. */
export function trackedConfig(stack: string): Values {
  const file = join(process.env["MONITORING_STACKS"] ?? root, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new Error(`There is no Pulumi.${stack}.yaml: STACK must name a stack that has one.`);
  return read(file).config ?? {};
}

const read = (file: string): StackFile => (load(readFileSync(file, "utf8")) as StackFile | undefined) ?? {};

/**
 * Opens a stack's workspace, and makes what is missing: state folder, passphrase, stack, secrets that can be generated.
 * Tracked files stay as they are. A backend and a passphrase that the caller's environment names are used instead.
 */
export function openWorkspace(stack: string): Workspace {
  const state = process.env["MONITORING_STATE"] ?? join(root, ".state");
  const directory = join(state, stack);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const workspace: Workspace = {
    project: projectName(),
    stack,
    configFile: join(directory, `Pulumi.${stack}.yaml`),
    env: environment(state),
  };
  writeFileSync(join(directory, "Pulumi.yaml"), readFileSync(join(root, "Pulumi.yaml")));
  copyConfig(workspace);
  // From the copy's folder: `stack init` and `config set` write salt and secrets to the stack file beside Pulumi.yaml.
  if (pulumiQuietly(workspace, ["stack", "--stack", stack], directory) !== 0) {
    pulumi(workspace, ["stack", "init", stack, "--no-select"], directory);
  }
  generateSecrets(workspace, directory);
  return workspace;
}

function environment(state: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { PULUMI_SKIP_UPDATE_CHECK: "true", ...process.env };
  if (env["PULUMI_BACKEND_URL"] === undefined) {
    const backend = join(state, "backend");
    mkdirSync(backend, { recursive: true, mode: 0o700 });
    env["PULUMI_BACKEND_URL"] = `file://${backend}`;
  }
  if (env["PULUMI_CONFIG_PASSPHRASE"] === undefined && env["PULUMI_CONFIG_PASSPHRASE_FILE"] === undefined) {
    const file = join(state, "passphrase");
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
    env["PULUMI_CONFIG_PASSPHRASE_FILE"] = file;
  }
  return env;
}

/** Tracked values, this machine's images, and of the old copy only salt and secrets. */
function copyConfig({ project, stack, configFile }: Workspace): void {
  const { config: before = {}, ...encryption } = existsSync(configFile) ? read(configFile) : {};
  const secrets = Object.entries(before).filter(([, value]) => isSecret(value));
  const tracked = trackedConfig(stack);
  const misplaced = Object.keys(tracked).filter((key) => isSecret(tracked[key]));
  if (misplaced.length > 0) {
    // Encrypted with a salt that the copy does not have, and nothing that belongs into a tracked file.
    throw new Error(
      `Pulumi.${stack}.yaml holds secrets: ${misplaced.join(", ")}. Set them with 'make secret' and remove them there.`,
    );
  }
  const config: Values = { ...tracked, ...Object.fromEntries(secrets) };
  // A JSON object by service: images that this machine has in place of the defaults.
  const images = JSON.parse(process.env["MONITORING_IMAGES"] ?? "{}") as Values;
  const key = `${project}:images`;
  if (Object.keys(images).length > 0) config[key] = { ...images, ...(config[key] as Values | undefined) };
  writeFileSync(configFile, dump({ ...encryption, config }), { mode: 0o600 });
}

const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;

function generateSecrets(workspace: Workspace, directory: string): void {
  const { config = {} } = read(workspace.configFile);
  if (`${workspace.project}:grafanaAdminPassword` in config) return;
  pulumi(
    workspace,
    ["config", "set", "--stack", workspace.stack, "--secret", "grafanaAdminPassword"],
    directory,
    randomBytes(18).toString("base64url"),
  );
}

/** Runs the Pulumi CLI, its output passed on, as a tree that moves where there is a terminal; throws when it fails. */
export function pulumi({ env }: Workspace, args: readonly string[], cwd = root, input?: string): void {
  const stdio = input === undefined ? "inherit" : (["pipe", "inherit", "inherit"] as const);
  const { status } = spawnSync("pulumi", args, {
    cwd,
    env,
    stdio: stdio as "inherit",
    ...(input === undefined ? {} : { input }),
  });
  if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed`);
}

/** Runs the Pulumi CLI and returns its exit code, nothing else. */
export const pulumiQuietly = ({ env }: Workspace, args: readonly string[], cwd = root): number =>
  spawnSync("pulumi", [...args, "--non-interactive"], { cwd, env, stdio: "ignore" }).status ?? 1;

/** Runs the Pulumi CLI and returns what it prints. */
export function pulumiOutput({ env }: Workspace, args: readonly string[], cwd = root): string {
  const { status, stdout, stderr } = spawnSync("pulumi", [...args, "--non-interactive"], {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed: ${stderr}`);
  return stdout;
}

/** Runs a command's body with its stack from the command line, and turns failures into an exit code. */
export async function command(
  body: (stack: string, flags: ReadonlySet<string>) => void | Promise<void>,
): Promise<void> {
  const args = process.argv.slice(2);
  const stack = args.find((arg) => !arg.startsWith("--")) ?? "dev";
  try {
    await body(stack, new Set(args.filter((arg) => arg.startsWith("--"))));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
