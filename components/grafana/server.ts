import type * as pulumi from "@pulumi/pulumi";
import { secretsDirectory } from "../../rules/paths.ts";
import type { Settings } from "../../settings/settings.ts";
import { type ServiceArgs, ServiceComponent } from "../component.ts";

const port = 3000;
const passwordFile = "admin-password";
const smtpPasswordFile = "smtp-password";

interface GrafanaArgs extends ServiceArgs {
  /** Taken in when the database is made; later changes are made in Grafana. */
  readonly adminPassword: pulumi.Output<string>;
  readonly smtpPassword: pulumi.Output<string> | undefined;
}

/** Grafana's server; what it shows is the content's matter. */
export class Grafana extends ServiceComponent {
  constructor(
    name: string,
    { settings, backend, adminPassword, smtpPassword }: GrafanaArgs,
    options: pulumi.ComponentResourceOptions,
  ) {
    const { images, ports, bindAddress, resources, links, grafana } = settings;
    super(
      "Grafana",
      name,
      {
        name: "grafana",
        image: images.grafana,
        args: [],
        env: {
          GF_SERVER_ROOT_URL: `${links.grafana}/`,
          GF_SECURITY_ADMIN_USER: grafana.adminUser,
          // Grafana reads the file itself: the password is in no environment.
          GF_SECURITY_ADMIN_PASSWORD: `$__file{${secretsDirectory}/${passwordFile}}`,
          GF_SECURITY_DISABLE_GRAVATAR: "true",
          GF_USERS_ALLOW_SIGN_UP: "false",
          GF_AUTH_ANONYMOUS_ENABLED: "false",
          GF_ANALYTICS_REPORTING_ENABLED: "false",
          GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
          GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
          GF_NEWS_NEWS_FEED_ENABLED: "false",
          GF_PLUGINS_PREINSTALL_DISABLED: "true",
          GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
          GF_LOG_MODE: "console",
          ...sessions(settings),
          ...mail(settings),
        },
        user: "472:0",
        data: { path: "/var/lib/grafana" },
        scratch: ["/tmp"],
        configuration: {
          files: new Map(),
          secrets: {
            [passwordFile]: adminPassword,
            ...(smtpPassword === undefined ? {} : { [smtpPasswordFile]: smtpPassword }),
          },
        },
        published: [{ container: port, port: ports.grafana, address: bindAddress }],
        health: { kind: "http", port, path: "/api/health" },
        resources: resources.grafana,
      },
      backend,
      options,
    );
  }
}

/** How long a login lasts, and what the browser may do with its cookie. */
function sessions({ grafana: { session }, links }: Settings): Readonly<Record<string, string>> {
  const encrypted = links.grafana.startsWith("https:");
  return {
    GF_AUTH_LOGIN_MAXIMUM_INACTIVE_LIFETIME_DURATION: session.inactive,
    GF_AUTH_LOGIN_MAXIMUM_LIFETIME_DURATION: session.lifetime,
    GF_SECURITY_COOKIE_SECURE: String(encrypted),
    GF_SECURITY_STRICT_TRANSPORT_SECURITY: String(encrypted),
    GF_SECURITY_CONTENT_SECURITY_POLICY: "true",
  };
}

/** The mail server of Alertmanager, which Grafana's own alerts use without it. */
function mail({ smtp }: Settings): Readonly<Record<string, string>> {
  if (smtp === undefined) return {};
  return {
    GF_SMTP_ENABLED: "true",
    GF_SMTP_HOST: smtp.smarthost,
    GF_SMTP_FROM_ADDRESS: smtp.from,
    GF_SMTP_STARTTLS_POLICY: smtp.requireTls ? "MandatoryStartTLS" : "OpportunisticStartTLS",
    ...(smtp.username === undefined
      ? {}
      : { GF_SMTP_USER: smtp.username, GF_SMTP_PASSWORD: `$__file{${secretsDirectory}/${smtpPasswordFile}}` }),
  };
}
