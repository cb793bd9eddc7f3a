import * as pulumi from "@pulumi/pulumi";
import { type Fault, SettingsError } from "./fault.ts";
import { receiverSecretFaults } from "./receiver-secrets.ts";
import { schema } from "./schema.ts";
import { neededSecrets, plainValues, type SecretName } from "./secrets.ts";
import { type Settings, validate } from "./settings.ts";

/** The settings, and apart from them the secrets, which only components see. */
export interface Loaded {
  readonly settings: Settings;
  readonly secrets: Readonly<Partial<Record<SecretName, pulumi.Output<string>>>>;
}

/**
 * Reads the stack's config; nothing else in the program does.
 * @throws RunError with every fault of the values, or else every fault of the secrets
 */
export function load(): Loaded {
  try {
    return read();
  } catch (error) {
    // The engine prints a RunError's message alone, without a stack trace.
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

function read(): Loaded {
  const stack = pulumi.getStack();
  const values = Object.entries(plainValues(pulumi.getProject(), pulumi.runtime.allConfig()));
  const settings = validate(stack, Object.fromEntries(values.map(([key, value]) => [key, parse(key, value)])));
  return { settings, secrets: loadSecrets(settings) };
}

/** Pulumi hands structured values over as JSON, and plain ones as they are. */
function parse(key: string, value: string): unknown {
  const plain = ["platform", "environment", "bindAddress"].includes(key) || !(key in schema.shape);
  if (plain) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function loadSecrets(settings: Settings): Loaded["secrets"] {
  const config = new pulumi.Config();
  const needed = neededSecrets(settings);
  const missing = needed.filter((name) => config.getSecret(name) === undefined);
  const encrypted = new Set<string>(JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]"));
  const bare = needed.filter((name) => !missing.includes(name) && !encrypted.has(`${pulumi.getProject()}:${name}`));
  // A reviewer previews a stack without holding its secrets; `up` insists on them.
  const tolerated = pulumi.runtime.isDryRun() ? missing : [];
  const faults = [
    ...missing.filter((name) => !tolerated.includes(name)).map((name) => secretFault(name, undefined)),
    ...bare.map((name) => secretFault(name, "(in plain text)")),
    ...(bare.length > 0 || !needed.includes("receiverSecrets") ? [] : partsMissing(settings)),
  ];
  if (faults.length > 0) throw new SettingsError(settings.stack, faults);
  if (tolerated.length > 0) pulumi.log.warn(`Not set, and needed by up: ${tolerated.join(", ")}.`);
  return Object.fromEntries(
    needed.map((name) => [name, config.getSecret(name) ?? pulumi.secret(`${name} is not set`)]),
  );
}

/** Of a secret with parts, what is not in it; a secret that is not set at all is another fault. */
function partsMissing(settings: Settings): readonly Fault[] {
  const json = pulumi.runtime.allConfig()[`${pulumi.getProject()}:receiverSecrets`];
  return json === undefined ? [] : receiverSecretFaults(settings, json);
}

const secretFault = (path: SecretName, value: string | undefined): Fault => ({
  path,
  value,
  allowed: `a secret: make secret NAME=${path} STACK=${pulumi.getStack()}, or pulumi config set --secret ${path}`,
});
