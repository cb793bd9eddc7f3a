import { enabledPipelines } from "../rules/targets.ts";
import type { Settings } from "../settings/settings.ts";
import type { FolderName } from "./definition.ts";

/** The folders with dashboards of each team's pipelines. */
export function foldersOfTeams(settings: Settings): ReadonlyMap<string, ReadonlySet<FolderName>> {
  const owned = new Map<string, Set<FolderName>>();
  for (const { pipeline, team } of enabledPipelines(settings)) {
    const folders = owned.get(team) ?? new Set();
    for (const { folder } of pipeline.dashboards) folders.add(folder);
    owned.set(team, folders);
  }
  return owned;
}
