import { severities } from "../../rules/alert.ts";
import type { Settings } from "../../settings/settings.ts";
import { secretsDirectory } from "../paths.ts";
import { yaml } from "../yaml.ts";
import { mailTemplateFile } from "./mail.ts";

/** Name of the file below `secretsDirectory` that holds the password for the mail server. */
export const smtpPasswordFile = "smtp-password";

/** A receiver that tells nobody; stack config has none of this name. */
const nobody = "null";

/** alertmanager.yml: routes, receivers, and where mail goes; secrets only as names of files. */
export function renderAlertmanager(settings: Settings): string {
  const { alertmanager, receivers, smtp } = settings;
  return yaml({
    ...(smtp === undefined
      ? {}
      : {
          global: {
            smtp_smarthost: smtp.smarthost,
            smtp_from: smtp.from,
            smtp_require_tls: smtp.requireTls,
            ...(smtp.username === undefined
              ? {}
              : {
                  smtp_auth_username: smtp.username,
                  smtp_auth_password_file: `${secretsDirectory}/${smtpPasswordFile}`,
                }),
          },
        }),
    templates: [mailTemplateFile],
    route: {
      receiver: alertmanager.defaultReceiver,
      group_by: alertmanager.groupBy,
      group_wait: alertmanager.groupWait,
      group_interval: alertmanager.groupInterval,
      repeat_interval: alertmanager.repeatInterval,
      routes: [
        // It always fires: who is told of it learns nothing.
        { receiver: nobody, matchers: ['alertname="Watchdog"'] },
        ...severities.flatMap((severity) => routeFor(severity, settings)),
      ],
    },
    receivers: [
      { name: nobody },
      ...Object.entries(receivers).map(([name, { email }]) => ({
        name,
        email_configs: [
          {
            to: email.to.join(", "),
            send_resolved: email.sendResolved,
            headers: { Subject: '{{ template "mail.subject" . }}' },
            html: '{{ template "mail.html" . }}',
            text: '{{ template "mail.text" . }}',
          },
        ],
      })),
    ],
  });
}

function routeFor(severity: (typeof severities)[number], { alertmanager }: Settings): readonly object[] {
  const route = alertmanager.routes[severity];
  if (route === undefined) return [];
  const times = {
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
  };
  return [
    {
      receiver: route.receiver,
      matchers: [`severity="${severity}"`],
      ...Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)),
    },
  ];
}
