import { z } from "zod";
import type { Fault } from "./fault.ts";
import type { Config } from "./schema.ts";
import { email, url } from "./values.ts";

const sendResolved = z.boolean().default(true).describe("Whether the end of an alert is told, too");

const receiver = z.strictObject({
  email: z
    .strictObject({ to: z.array(email).min(1).describe("Addresses"), sendResolved })
    .optional()
    .describe("Sends e-mail; needs `smtp`"),
  slack: z
    .strictObject({
      channel: z
        .string()
        .regex(/^[#@]?[\p{L}\p{N}_.-]+$/u, { error: "a channel such as #pipeline-critical" })
        .describe("Channel; most webhooks post to their own, whatever is said here"),
      auth: z
        .enum(["webhook", "token"])
        .default("webhook")
        .describe("Whether the secret is the URL of an incoming webhook or a token of an app"),
      sendResolved,
    })
    .optional()
    .describe("Posts to a channel of Slack; needs its secret in receiverSecrets"),
  pagerduty: z
    .strictObject({ sendResolved })
    .optional()
    .describe("Opens an incident of PagerDuty; needs its routing key (Events API v2) in receiverSecrets"),
  webhook: z
    .strictObject({
      url: url.optional().describe("Where it posts; left out, the URL is a secret in receiverSecrets"),
      maxAlerts: z.int().min(0).max(10_000).default(0).describe("At most so many alerts a message; 0: all"),
      sendResolved,
    })
    .optional()
    .describe("Posts Alertmanager's own JSON to a URL"),
  msteams: z
    .strictObject({ sendResolved })
    .optional()
    .describe("Posts to Microsoft Teams by a webhook of its workflows; needs the URL in receiverSecrets"),
  none: z.boolean().default(false).describe("Tells nobody, and has nothing else"),
});

/** Who is told, and by what; secrets are apart. */
export const receivers = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "lower-case letters, digits and dashes, a letter first" }),
    receiver,
  )
  .default({})
  .describe("Who is told, by a name of lower-case letters, digits and dashes; one or more ways each");

export type Receiver = z.output<typeof receiver>;

/** The ways in which a receiver may be told. */
export const receiverKinds = ["email", "slack", "pagerduty", "webhook", "msteams"] as const;

/** The ways in which this one is told. */
export const kindsOf = (one: Receiver): readonly (typeof receiverKinds)[number][] =>
  receiverKinds.filter((kind) => one[kind] !== undefined);

/** Names that the rendered configuration needs for itself. */
const reservedNames: Readonly<Record<string, string>> = {
  null: "another name: null is who tells nobody",
  heartbeat: "another name: heartbeat is who hears the Watchdog",
};

/** What no single value of these shows. */
export function receiverFaults({ receivers: declared, smtp }: Pick<Config, "receivers" | "smtp">): readonly Fault[] {
  const entries = Object.entries(declared);
  const mails = entries.some(([, { email: mail }]) => mail !== undefined);
  return [
    ...(mails && smtp === undefined
      ? [{ path: "smtp", value: smtp, allowed: "smarthost and from, since receivers send e-mail" }]
      : []),
    ...entries.flatMap(([name, one]): readonly Fault[] => {
      const path = `receivers.${name}`;
      const kinds = kindsOf(one);
      return [
        ...(Object.hasOwn(reservedNames, name) ? [{ path, value: name, allowed: reservedNames[name] ?? "" }] : []),
        ...(kinds.length === 0 && !one.none
          ? [{ path, value: one, allowed: `at least one of ${receiverKinds.join(", ")}, or none: true` }]
          : []),
        ...(kinds.length > 0 && one.none
          ? [{ path: `${path}.none`, value: true, allowed: `false with ${kinds.join(", ")}` }]
          : []),
      ];
    }),
  ];
}
