import { dataSources, editorsTeam, folders, homeUid } from "../dashboards/definition.ts";
import { foldersOfTeams } from "../dashboards/owners.ts";
import { pipelines } from "../pipelines.ts";
import { contactPoints, muteTimingName } from "../rules/grafana/delivery.ts";
import type { Settings } from "../settings/settings.ts";
import type { StateResource } from "./state.ts";

/** Grafana's API, asked as its first user. */
export type Ask = (method: string, path: string) => Promise<Response>;

/** Something of ours that Grafana may have without the state knowing it: how to ask for it, and how to remove it. */
interface Candidate {
  readonly name: string;
  /** What the provider's id ends with, and the path to remove it by; nothing where Grafana does not have it. */
  readonly find: (ask: Ask) => Promise<readonly { readonly id: string; readonly path: string }[]>;
}

/** Removes from Grafana what a killed run made and did not note down, so that it can be made anew. */
export async function removeOrphans(ask: Ask, settings: Settings, known: readonly StateResource[]): Promise<void> {
  // The provider's ids are `<organization>:<id>`, or the id alone.
  const ids = new Set(known.map(({ id }) => id?.replace(/^\d+:/, "")));
  for (const { name, find } of candidates(settings)) {
    for (const { id, path } of await find(ask)) {
      if (ids.has(id)) continue;
      console.log(`Removing ${name} from Grafana, which the state does not know.`);
      await ask("DELETE", path);
    }
  }
}

const candidates = (settings: Settings): readonly Candidate[] => [
  ...Object.values(dataSources).map((uid) => byPath(uid, "/api/datasources/uid")),
  ...Object.keys(folders).map(folder),
  ...[editorsTeam, ...foldersOfTeams(settings).keys()].map(team),
  ...settings.grafana.users.map(({ login }) => user(login)),
  byPath(muteTimingName, "/api/v1/provisioning/mute-timings"),
  ...contactPoints(settings).map(({ name }) => contactPoint(name)),
];

const byPath = (id: string, path: string): Candidate => ({
  name: id,
  find: async (ask) => ((await ask("GET", `${path}/${id}`)).ok ? [{ id, path: `${path}/${id}` }] : []),
});

/** A folder only if nobody else's work is in it. */
const folder = (uid: string): Candidate => ({
  name: uid,
  find: async (ask) => {
    if (!(await ask("GET", `/api/folders/${uid}`)).ok) return [];
    const generated = new Set([homeUid, ...pipelines.flatMap(({ dashboards }) => dashboards.map((one) => one.uid))]);
    const inside = await list<{ uid: string }>(ask, `/api/search?folderUIDs=${uid}`);
    return inside.every((item) => generated.has(item.uid)) ? [{ id: uid, path: `/api/folders/${uid}` }] : [];
  },
});

const team = (name: string): Candidate => ({
  name: `the team ${name}`,
  find: async (ask) => {
    const answer = await ask("GET", `/api/teams/search?name=${encodeURIComponent(name)}`);
    const { teams = [] } = (await answer.json()) as { teams?: { id: number }[] };
    return teams.map(({ id }) => ({ id: String(id), path: `/api/teams/${id}` }));
  },
});

/** A user only if nobody has ever logged in: until then Grafana gives a time ten years back. */
const user = (login: string): Candidate => ({
  name: `the user ${login}`,
  find: async (ask) => {
    const found = await list<{ id: number; login: string; lastSeenAt: string }>(ask, `/api/users?query=${login}`);
    const aYearAgo = Date.now() - 365 * 86_400_000;
    return found
      .filter((one) => one.login === login && Date.parse(one.lastSeenAt) < aYearAgo)
      .map(({ id }) => ({ id: String(id), path: `/api/admin/users/${id}` }));
  },
});

const contactPoint = (name: string): Candidate => ({
  name: `the contact point ${name}`,
  find: async (ask) => {
    const found = await list<{ uid: string }>(ask, `/api/v1/provisioning/contact-points?name=${name}`);
    return found.map(({ uid }) => ({ id: name, path: `/api/v1/provisioning/contact-points/${uid}` }));
  },
});

async function list<T>(ask: Ask, path: string): Promise<readonly T[]> {
  const answer = await ask("GET", path);
  return answer.ok ? ((await answer.json()) as readonly T[]) : [];
}
