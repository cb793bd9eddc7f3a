import * as pulumi from "@pulumi/pulumi";
import { parsedReceiverSecrets, type SecretPart } from "../settings/receiver-secrets.ts";

/**
 * One receiver's secret.
 * @param secrets by the receiver's name and kind, a JSON object
 */
export function receiverSecret(
  secrets: pulumi.Output<string> | undefined,
  { receiver, kind }: Pick<SecretPart, "receiver" | "kind">,
): pulumi.Output<string> {
  if (secrets === undefined) throw new Error("receiverSecrets was not loaded");
  return secrets.apply((json) => {
    const found = parsedReceiverSecrets(json)?.[receiver]?.[kind];
    if (found !== undefined) return found;
    // A preview without the secrets has a note in their place.
    if (pulumi.runtime.isDryRun()) return json;
    throw new pulumi.RunError(`receiverSecrets has no ${kind} for ${receiver}`);
  });
}
