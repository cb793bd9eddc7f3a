import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { deploymentTag, type FolderName, folders, homeUid } from "../../dashboards/definition.ts";
import { renderDashboards } from "../../dashboards/render.ts";
import { renderRules } from "../../rules/rule-files.ts";
import type { Settings } from "../../settings/settings.ts";

/** Folders with their dashboards, the page that people see first, and a mark for each change of what is deployed. */
export function grafanaDashboards(
  name: string,
  settings: Settings,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<FolderName, grafana.oss.Folder> {
  const rendered = renderDashboards(settings);
  const made = new Map(
    [...new Set(rendered.map(({ folder }) => folder))].map((folder) => [
      folder,
      new grafana.oss.Folder(`${name}-${folder}`, { uid: folder, title: folders[folder] }, options),
    ]),
  );
  const dashboards = rendered.map(
    ({ uid, folder, json }) =>
      new grafana.oss.Dashboard(
        `${name}-${uid}`,
        // The folder is there: its name is one of those that were made of the same list.
        {
          configJson: json,
          folder: made.get(folder)?.uid as pulumi.Output<string>,
          overwrite: true,
          message: "Made by pulumi up",
        },
        options,
      ),
  );
  new grafana.oss.OrganizationPreferences(
    `${name}-preferences`,
    { homeDashboardUid: homeUid, timezone: "browser" },
    { ...options, dependsOn: dashboards },
  );
  new grafana.oss.Annotation(
    `${name}-deployment`,
    {
      text: `Monitoring deployed: ${fingerprint(settings)}`,
      tags: [deploymentTag, "monitoring"],
    },
    // Each change gets a mark of its own, and the marks before it stay.
    { ...options, replaceOnChanges: ["text"], retainOnDelete: true },
  );
  return made;
}

/** Tells one state of rules and dashboards from another. */
const fingerprint = (settings: Settings): string =>
  createHash("sha256")
    .update(JSON.stringify([[...renderRules(settings)], renderDashboards(settings)]))
    .digest("hex")
    .slice(0, 12);
