import type * as pulumi from "@pulumi/pulumi";
import { secretsDirectory } from "../rules/paths.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const port = 3000;
const passwordFile = "admin-password";

interface GrafanaArgs extends ServiceArgs {
  /** Taken in when the database is made; later changes are made in Grafana. */
  readonly adminPassword: pulumi.Output<string>;
}

/** Grafana's server; what it shows is the content's matter. */
export class Grafana extends ServiceComponent {
  constructor(
    name: string,
    { settings, backend, adminPassword }: GrafanaArgs,
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
          GF_LOG_MODE: "console",
        },
        user: "472:0",
        data: { path: "/var/lib/grafana" },
        scratch: ["/tmp"],
        configuration: { files: new Map(), secrets: { [passwordFile]: adminPassword } },
        published: [{ container: port, port: ports.grafana, address: bindAddress }],
        health: { kind: "http", port, path: "/api/health" },
        resources: resources.grafana,
      },
      backend,
      options,
    );
  }
}
