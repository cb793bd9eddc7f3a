import { z } from "zod";
import type { Fault } from "./fault.ts";
import type { Config } from "./schema.ts";

/** A receiver's secret: a member of the secret `receiverSecrets`, by the receiver's name and the way it is told. */
export interface SecretPart {
  readonly receiver: string;
  readonly kind: "slack" | "pagerduty" | "webhook" | "msteams";
  readonly form: "url" | "token" | "key";
}

/** The secrets that these receivers need. */
export const secretParts = ({ receivers }: Pick<Config, "receivers">): readonly SecretPart[] =>
  Object.entries(receivers).flatMap(([receiver, { slack, pagerduty, webhook, msteams }]): readonly SecretPart[] => [
    ...(slack === undefined
      ? []
      : [{ receiver, kind: "slack", form: slack.auth === "token" ? "token" : "url" } as const]),
    ...(pagerduty === undefined ? [] : [{ receiver, kind: "pagerduty", form: "key" } as const]),
    ...(webhook === undefined || webhook.url !== undefined
      ? []
      : [{ receiver, kind: "webhook", form: "url" } as const]),
    ...(msteams === undefined ? [] : [{ receiver, kind: "msteams", form: "url" } as const]),
  ]);

const shape = z.record(z.string(), z.record(z.string(), z.string()));

/** The secret's content by receiver and kind; undefined where it is none. */
export function parsedReceiverSecrets(json: string): z.output<typeof shape> | undefined {
  try {
    return shape.safeParse(JSON.parse(json)).data;
  } catch {
    // The parser's own message would repeat a part of it.
    return undefined;
  }
}

const forms = {
  url: { pattern: /^https?:\/\/\S+$/, name: "an http or https URL" },
  token: { pattern: /^xox\w*-\S+$/, name: "a token of a Slack app, which begins with xox" },
  key: { pattern: /^\w+$/, name: "a routing key of letters and digits" },
} as const;

/** What the secret lacks, or has in a wrong form; values are not repeated. */
export function receiverSecretFaults(config: Pick<Config, "receivers">, json: string): readonly Fault[] {
  const hidden = "(not shown)";
  const given = parsedReceiverSecrets(json);
  if (given === undefined) {
    const allowed = 'a JSON object by receiver and kind, such as {"on-call": {"slack": "https://..."}}';
    return [{ path: "receiverSecrets", value: hidden, allowed }];
  }
  return secretParts(config).flatMap(({ receiver, kind, form }): readonly Fault[] => {
    const value = given[receiver]?.[kind];
    if (value !== undefined && forms[form].pattern.test(value)) return [];
    const path = `receiverSecrets.${receiver}.${kind}`;
    return [{ path, value: value === undefined ? undefined : hidden, allowed: forms[form].name }];
  });
}
