import type { Settings } from "../../settings/settings.ts";
import { yaml } from "../yaml.ts";
import { renderInhibitions } from "./inhibitions.ts";
import { renderReceivers } from "./receivers.ts";
import { renderRoutes, renderTimeIntervals } from "./routes.ts";
import { secretPath, smtpPasswordFile } from "./secret-files.ts";
import { messageTemplates } from "./templates.ts";

/** alertmanager.yml: routes, receivers, and where mail goes; secrets only as names of files. */
export function renderAlertmanager(settings: Settings): string {
  const { smtp } = settings;
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
                  smtp_auth_password_file: secretPath(smtpPasswordFile),
                }),
          },
        }),
    templates: [...messageTemplates.keys()],
    route: renderRoutes(settings),
    ...renderTimeIntervals(settings),
    inhibit_rules: renderInhibitions(settings),
    receivers: renderReceivers(settings),
  });
}
