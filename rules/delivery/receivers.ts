import type { SecretPart } from "../../settings/receiver-secrets.ts";
import type { Receiver } from "../../settings/receivers.ts";
import type { Settings } from "../../settings/settings.ts";
import { receiverSecretFile, secretPath, watchdogUrlFile } from "./secret-files.ts";

/** A receiver that tells nobody; stack config has none of this name. */
export const nobody = "null";

/** Who hears the Watchdog where stack config names no receiver for it; stack config has none of this name. */
export const heartbeat = "heartbeat";

const text = (name: string): string => `{{ template "${name}" . }}`;

/** All receivers as Alertmanager takes them; secrets only as names of files. */
export const renderReceivers = ({ receivers, watchdog }: Settings): readonly object[] => [
  { name: nobody },
  ...(watchdog === undefined || watchdog.receiver !== undefined
    ? []
    : [
        {
          name: heartbeat,
          // The end of the Watchdog would count as a heartbeat.
          webhook_configs: [{ url_file: secretPath(watchdogUrlFile), send_resolved: false }],
        },
      ]),
  ...Object.entries(receivers).map(([name, receiver]) => ({
    name,
    ...email(receiver),
    ...slack(receiver, name),
    ...pagerduty(receiver, name),
    ...webhook(receiver, name),
    ...msteams(receiver, name),
  })),
];

const secretOf = (receiver: string, kind: SecretPart["kind"]): string =>
  secretPath(receiverSecretFile({ receiver, kind }));

const email = ({ email: told }: Receiver) =>
  told === undefined
    ? {}
    : {
        email_configs: [
          {
            to: told.to.join(", "),
            send_resolved: told.sendResolved,
            headers: { Subject: text("mail.subject") },
            html: text("mail.html"),
            text: text("mail.text"),
          },
        ],
      };

const slack = ({ slack: told }: Receiver, name: string) =>
  told === undefined
    ? {}
    : {
        slack_configs: [
          {
            [told.auth === "token" ? "app_token_file" : "api_url_file"]: secretOf(name, "slack"),
            channel: told.channel,
            send_resolved: told.sendResolved,
            color: text("slack.color"),
            title: text("slack.title"),
            fallback: text("slack.title"),
            text: text("slack.text"),
            actions: [{ type: "button", text: "View in Grafana", url: text("slack.dashboard") }],
          },
        ],
      };

const pagerduty = ({ pagerduty: told }: Receiver, name: string) =>
  told === undefined
    ? {}
    : {
        pagerduty_configs: [
          {
            routing_key_file: secretOf(name, "pagerduty"),
            send_resolved: told.sendResolved,
            description: text("pagerduty.summary"),
            // PagerDuty knows our severities, and refuses an event without one.
            severity: '{{ or .CommonLabels.severity "error" }}',
            component: "{{ .CommonLabels.component }}",
            group: "{{ .CommonLabels.pipeline }}",
            links: [
              { href: text("pagerduty.runbook"), text: "Runbook" },
              { href: text("pagerduty.dashboard"), text: "Dashboard" },
            ],
          },
        ],
      };

const webhook = ({ webhook: told }: Receiver, name: string) =>
  told === undefined
    ? {}
    : {
        webhook_configs: [
          {
            ...(told.url === undefined ? { url_file: secretOf(name, "webhook") } : { url: told.url }),
            send_resolved: told.sendResolved,
            max_alerts: told.maxAlerts,
          },
        ],
      };

const msteams = ({ msteams: told }: Receiver, name: string) =>
  told === undefined
    ? {}
    : {
        msteamsv2_configs: [
          {
            webhook_url_file: secretOf(name, "msteams"),
            send_resolved: told.sendResolved,
            title: text("teams.title"),
            text: text("teams.text"),
          },
        ],
      };
