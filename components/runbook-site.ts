import type * as pulumi from "@pulumi/pulumi";
import { currentRelease } from "../rules/paths.ts";
import { readPages } from "../runbooks/pages.ts";
import { renderSite } from "../runbooks/site.ts";
import { type ServiceArgs, ServiceComponent } from "./component.ts";

const port = 8080;

/** The runbooks as a static site, so that the link in an alert opens. */
export class RunbookSite extends ServiceComponent {
  constructor(name: string, { settings, backend }: ServiceArgs, options: pulumi.ComponentResourceOptions) {
    const { images, ports, bindAddress, resources } = settings;
    super(
      "RunbookSite",
      name,
      {
        name: "runbooks",
        image: images.web,
        entrypoint: ["caddy"],
        args: ["file-server", "--root", currentRelease, "--listen", `:${port}`],
        user: "65534:65534",
        env: { XDG_CONFIG_HOME: "/tmp", XDG_DATA_HOME: "/tmp" },
        scratch: ["/tmp"],
        configuration: {
          files: renderSite(readPages()),
          server: { port, verify: { kind: "served", path: "/index.html", file: "index.html" } },
        },
        published: [{ container: port, port: ports.runbooks, address: bindAddress }],
        health: { kind: "http", port, path: "/" },
        resources: resources.runbooks,
      },
      backend,
      options,
    );
  }
}
