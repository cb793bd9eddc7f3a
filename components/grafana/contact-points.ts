import type * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { type ContactPoint, contactPoints } from "../../rules/grafana/delivery.ts";
import type { SecretPart } from "../../settings/receiver-secrets.ts";
import type { Settings } from "../../settings/settings.ts";
import { receiverSecret } from "../receiver-secrets.ts";

const subject = '{{ template "pipeline-monitoring.subject" . }}';
const message = '{{ template "pipeline-monitoring.message" . }}';

/**
 * Whom Grafana tells itself, and by what.
 * @param secrets by receiver and kind, a JSON object
 */
export const grafanaContactPoints = (
  name: string,
  settings: Settings,
  secrets: pulumi.Output<string> | undefined,
  options: pulumi.CustomResourceOptions,
): readonly grafana.alerting.ContactPoint[] =>
  contactPoints(settings).map(
    (point) =>
      new grafana.alerting.ContactPoint(
        `${name}-${point.name}`,
        waysOf(point, (kind) => receiverSecret(secrets, { receiver: point.name, kind })),
        options,
      ),
  );

function waysOf(
  { name, email, slack, pagerduty, webhook, msteams }: ContactPoint,
  secret: (kind: SecretPart["kind"]) => pulumi.Output<string>,
): grafana.alerting.ContactPointArgs {
  const ends = (way: { readonly sendResolved: boolean }) => ({ disableResolveMessage: !way.sendResolved });
  return {
    name,
    ...(email === undefined
      ? {}
      : { emails: [{ addresses: [...email.to], singleEmail: true, ...ends(email), subject, message }] }),
    ...(slack === undefined
      ? {}
      : {
          slacks: [
            {
              [slack.auth === "token" ? "token" : "url"]: secret("slack"),
              recipient: slack.channel,
              ...ends(slack),
              title: subject,
              text: message,
            },
          ],
        }),
    ...(pagerduty === undefined
      ? {}
      : {
          pagerduties: [
            {
              integrationKey: secret("pagerduty"),
              ...ends(pagerduty),
              severity: "{{ .CommonLabels.severity }}",
              summary: subject,
            },
          ],
        }),
    ...(webhook === undefined
      ? {}
      : { webhooks: [{ url: webhook.url ?? secret("webhook"), maxAlerts: webhook.maxAlerts, ...ends(webhook) }] }),
    ...(msteams === undefined
      ? {}
      : { teams: [{ url: secret("msteams"), ...ends(msteams), title: subject, message }] }),
  };
}
