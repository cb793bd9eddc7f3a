import { pipelines } from "../pipelines.ts";
import type { PanelRef } from "../rules/alert.ts";
import type { Settings } from "../settings/settings.ts";
import type { PanelContext } from "./definition.ts";

/** What a pipeline's panels may read under these settings. */
export const panelContext = (settings: Settings, pipeline: string): PanelContext => ({
  tuning: (alert) => settings.tuning(pipeline, alert),
});

/** The address of the panel that an alert names; throws where there is none, so that no mail links to nothing. */
export function panelUrl(settings: Settings, reference: PanelRef): string {
  const { dashboard, panel } = panelOfLink(settings, reference);
  return `${settings.links.grafana}/d/${dashboard}?viewPanel=${panel}`;
}

/** The dashboard's uid and the panel's id of a reference; throws where there is no such panel. */
export function panelOfLink(settings: Settings, reference: PanelRef): { dashboard: string; panel: number } {
  const [dashboard = "", key] = reference.split("/");
  const owner = pipelines.find(({ dashboards }) => dashboards.some(({ uid }) => uid === dashboard));
  const definition = owner?.dashboards.find(({ uid }) => uid === dashboard);
  const panel = definition
    ?.panels(panelContext(settings, owner?.catalogue.name ?? ""))
    .find((candidate) => candidate.key === key);
  if (panel === undefined) throw new Error(`there is no panel ${reference}`);
  return { dashboard, panel: panel.id };
}
