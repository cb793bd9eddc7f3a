import type { SecretPart } from "../../settings/receiver-secrets.ts";
import { secretsDirectory } from "../paths.ts";

/** Name of the file below `secretsDirectory` that holds the password for the mail server. */
export const smtpPasswordFile = "smtp-password";

/** The file that holds the URL of the heartbeat. */
export const watchdogUrlFile = "watchdog-url";

/** The file that holds a receiver's secret. */
export const receiverSecretFile = ({ receiver, kind }: Pick<SecretPart, "receiver" | "kind">): string =>
  `receiver-${receiver}-${kind}`;

/** Where Alertmanager finds such a file. */
export const secretPath = (file: string): string => `${secretsDirectory}/${file}`;
