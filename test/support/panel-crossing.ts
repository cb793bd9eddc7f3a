import type { Panel } from "../../dashboards/definition.ts";
import { panelContext } from "../../dashboards/links.ts";
import { pipelines } from "../../pipelines.ts";
import type { Alert } from "../../rules/alert.ts";
import type { Settings } from "../../settings/settings.ts";
import type { prometheusApi } from "./prometheus-api.ts";

/** The panel that shows an alert's threshold as a colour or a line, if it has one. */
export function panelWithThreshold({ panel: reference, numbers }: Alert, settings: Settings): Panel | undefined {
  if (!("threshold" in numbers)) return undefined;
  const [uid, key] = reference.split("/");
  const found = pipelines
    .flatMap(({ catalogue, dashboards }) =>
      dashboards
        .filter((dashboard) => dashboard.uid === uid)
        .flatMap(({ panels }) => panels(panelContext(settings, catalogue.name))),
    )
    .find((panel) => panel.key === key);
  return found?.steps === undefined ? undefined : found;
}

/** What a panel shows now, all its series together; variables stand for all their values. */
export async function shownValues(panel: Panel, api: ReturnType<typeof prometheusApi>): Promise<readonly number[]> {
  const texts = panel.queries.map(({ expression }) =>
    expression.text.replaceAll(/\$__(?:range|interval|rate_interval)/g, "1m").replaceAll(/\$(?!\d)\w+/g, ".+"),
  );
  const series = (await Promise.all(texts.map((text) => api.query(text)))).flat();
  return series.map(({ value }) => Number(value?.[1])).filter((value) => !Number.isNaN(value));
}

/** Whether values are now on the other side of a line: of a step, or of a series that has not moved. */
export function crossed({ steps = [] }: Panel, before: readonly number[], after: readonly number[]): boolean {
  const lines = [...steps.map(({ value }) => value), ...before.filter((value) => after.includes(value))];
  const beyond = (values: readonly number[], line: number): number => values.filter((value) => value >= line).length;
  return lines.some((line) => beyond(before, line) !== beyond(after, line));
}
