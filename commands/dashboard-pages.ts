import { type DashboardDefinition, folders, type Panel } from "../dashboards/definition.ts";
import { homeDashboard } from "../dashboards/home.ts";
import { panelContext } from "../dashboards/links.ts";
import { pipelines } from "../pipelines.ts";
import type { Settings } from "../settings/settings.ts";
import { table } from "./markdown.ts";

/** docs/dashboards.md: every dashboard with its panels, and what good looks like on each. */
export function renderDashboardPages(settings: Settings): string {
  const own = pipelines.flatMap(({ catalogue, dashboards }) =>
    dashboards.map((definition) => page(definition, panelContext(settings, catalogue.name))),
  );
  return [
    "<!-- Made by `make docs`; changes belong in dashboards/. -->",
    "# Dashboards",
    "What each shows, with the thresholds of the stack `dev`; a panel's threshold is its alert's, and follows stack config.",
    page(homeDashboard(settings), panelContext(settings, "")),
    ...own,
  ].join("\n\n");
}

function page(
  { title, description, folder, uid, panels, variables }: DashboardDefinition,
  context: Parameters<DashboardDefinition["panels"]>[0],
): string {
  const choices = variables.map(({ label }) => label).join(", ");
  return [
    `## ${title}`,
    `${description} Folder ${folders[folder]}, \`/d/${uid}\`.${choices === "" ? "" : ` Choices: ${choices}.`}`,
    table(["Panel", "What it shows"], rows(panels(context))),
  ].join("\n\n");
}

/** Panels by their row, where the dashboard has rows. */
function rows(panels: readonly Panel[]): readonly (readonly string[])[] {
  let section = "";
  return panels.map(({ section: begins, title, description }) => {
    section = begins ?? section;
    return [section === "" ? title : `${section}: ${title}`, description];
  });
}
