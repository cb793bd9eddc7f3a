import { secretParts } from "./receiver-secrets.ts";
import type { Config } from "./schema.ts";

/** Config keys that hold secrets; they never stand among the settings. */
export const secretNames = [
  "grafanaAdminPassword",
  "grafanaUserPasswords",
  "kafkaLagPasswords",
  "receiverSecrets",
  "smtpPassword",
  "watchdogUrl",
] as const;
export type SecretName = (typeof secretNames)[number];

/** The secrets that a stack with this config needs. */
export function neededSecrets({
  smtp,
  grafana,
  kafkaLag,
  receivers,
  watchdog,
}: Pick<Config, "smtp" | "grafana" | "kafkaLag" | "receivers" | "watchdog">): readonly SecretName[] {
  return [
    "grafanaAdminPassword",
    ...(grafana.users.length > 0 ? (["grafanaUserPasswords"] as const) : []),
    ...(Object.values(kafkaLag).some(({ sasl }) => sasl !== undefined) ? (["kafkaLagPasswords"] as const) : []),
    ...(secretParts({ receivers }).length > 0 ? (["receiverSecrets"] as const) : []),
    ...(smtp?.username === undefined ? [] : (["smtpPassword"] as const)),
    ...(watchdog !== undefined && watchdog.receiver === undefined ? (["watchdogUrl"] as const) : []),
  ];
}

/** What a stack's config says below the project's namespace, by key and without the secrets. */
export const plainValues = <T>(project: string, config: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${project}:`))
      .map(([key, value]) => [key.slice(project.length + 1), value] as const)
      .filter(([key]) => !(secretNames as readonly string[]).includes(key)),
  );
