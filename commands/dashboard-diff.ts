import { homeUid } from "../dashboards/definition.ts";
import { panelContext } from "../dashboards/links.ts";
import { renderDashboards } from "../dashboards/render.ts";
import { enabledPipelines } from "../rules/targets.ts";
import type { Settings } from "../settings/settings.ts";
import { type ComparedDashboard, compareDashboards, type Difference } from "./dashboard-difference.ts";
import { grafanaApi } from "./grafana.ts";
import { trackedSettings } from "./rendered-files.ts";
import { command, openWorkspace } from "./workspace.ts";

// Shows what was edited in Grafana, panel by panel, so that it can be brought into the sources.
await command(async (stack, flags) => {
  const only = [...flags].map((flag) => flag.replace(/^--uid=/, "")).find((uid) => uid !== "");
  const settings = trackedSettings(stack);
  const rendered = renderDashboards(settings);
  const wanted = rendered.filter(({ uid }) => only === undefined || uid === only);
  if (wanted.length === 0) {
    throw new Error(`UID=${only} is no dashboard of ${stack}; one of ${rendered.map(({ uid }) => uid).join(", ")}.`);
  }
  const ask = grafanaApi(openWorkspace(stack));
  let edited = 0;
  for (const { uid, json } of wanted) {
    const answer = await ask("GET", `/api/dashboards/uid/${uid}`);
    if (!answer.ok) throw new Error(`Grafana has no dashboard ${uid} (status ${answer.status}): run make up first.`);
    const { dashboard } = (await answer.json()) as { dashboard: ComparedDashboard };
    const found = compareDashboards(JSON.parse(json) as ComparedDashboard, dashboard);
    if (found.length > 0) console.log(`${uid}: ${sourceOf(uid, settings)}`);
    for (const { id, title, what, differences } of found) {
      const key = id === undefined ? undefined : keyOf(uid, id, settings);
      console.log(`  ${title}${key === undefined ? "" : ` (${key})`}: ${what}`);
      for (const difference of differences) console.log(`    ${line(difference)}`);
    }
    edited += found.length > 0 ? 1 : 0;
  }
  console.log(
    edited === 0
      ? "Nothing was edited in Grafana."
      : `${edited} of ${wanted.length} dashboards were edited. The next make up puts them back: bring in what is to stay.`,
  );
});

function line({ path, generated, edited }: Difference): string {
  const shown = (value: unknown): string => (value === undefined ? "(nothing)" : JSON.stringify(value));
  return `${path}: ${shown(generated)} -> ${shown(edited)}`;
}

/** The folder in which a dashboard is declared. */
function sourceOf(uid: string, settings: Settings): string {
  if (uid === homeUid) return "dashboards/home.ts, and dashboards/<pipeline>/vitals.ts";
  const owner = enabledPipelines(settings).find(({ pipeline }) =>
    pipeline.dashboards.some((dashboard) => dashboard.uid === uid),
  );
  return `dashboards/${owner?.pipeline.catalogue.name ?? ""}/`;
}

/** The key by which the sources know a panel. */
function keyOf(uid: string, id: number, settings: Settings): string | undefined {
  const panels = enabledPipelines(settings).flatMap(({ pipeline }) =>
    pipeline.dashboards
      .filter((dashboard) => dashboard.uid === uid)
      .flatMap((dashboard) => dashboard.panels(panelContext(settings, pipeline.catalogue.name))),
  );
  return panels.find((panel) => panel.id === id)?.key;
}
