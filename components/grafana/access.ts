import * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { editorsTeam, type FolderName } from "../../dashboards/definition.ts";
import { foldersOfTeams } from "../../dashboards/owners.ts";
import type { Settings } from "../../settings/settings.ts";

/**
 * Who may do what: everybody who logs in may look at everything, the team that owns a pipeline may edit the folders
 * with its dashboards, editors may edit all folders, administrators may do everything. The provider cannot set a role
 * in the organisation that Grafana makes itself; an editor's rights come from a team instead.
 */
export function grafanaAccess(
  name: string,
  settings: Settings,
  passwords: pulumi.Output<string> | undefined,
  folders: ReadonlyMap<FolderName, grafana.oss.Folder>,
  server: pulumi.Resource,
  options: pulumi.CustomResourceOptions,
): void {
  const { users } = settings.grafana;
  const made = users.map(({ login, email, name: fullName, role }) => {
    const password = passwords?.apply((json) => {
      const found = (JSON.parse(json) as Record<string, string>)[login];
      if (found === undefined) throw new pulumi.RunError(`grafanaUserPasswords has no password for ${login}`);
      return found;
    });
    if (password === undefined) throw new Error("grafanaUserPasswords was not loaded");
    return new grafana.oss.User(
      `${name}-user-${login}`,
      { login, email, name: fullName, isAdmin: role === "admin", password },
      options,
    );
  });
  const teamOf = (team: string, title: string, members: readonly { readonly email: string }[]) =>
    new grafana.oss.Team(
      `${name}-team-${team}`,
      { name: title, members: members.map(({ email }) => email) },
      // Its members must exist, and Grafana where it has none.
      { ...options, dependsOn: [server, ...made] },
    );
  const everywhere = teamOf(
    "editors",
    editorsTeam,
    users.filter(({ role }) => role !== "viewer"),
  );
  const owners = new Map(
    [...foldersOfTeams(settings)].map(([team, owned]) => {
      const members = users.filter(({ teams }) => teams.includes(team));
      return [team, { owned, team: teamOf(team, team, members) }] as const;
    }),
  );
  for (const [folder, resource] of folders) {
    const owning = [...owners.values()].filter(({ owned }) => owned.has(folder)).map(({ team }) => team);
    new grafana.oss.FolderPermission(
      `${name}-${folder}`,
      {
        folderUid: resource.uid,
        permissions: [
          { role: "Viewer", permission: "View" },
          { role: "Editor", permission: "Edit" },
          ...[everywhere, ...owning].map((team) => ({ teamId: team.id, permission: "Edit" })),
        ],
      },
      options,
    );
  }
}
