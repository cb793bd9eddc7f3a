import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folders, homeUid } from "../../dashboards/definition.ts";
import { pipelines } from "../../pipelines.ts";
import { grafanaAlerts } from "../../rules/grafana/alerts.ts";
import { contactPoints, messageTemplateName, muteTimingName } from "../../rules/grafana/delivery.ts";
import { grafanaApi, hasValues, type StoredDashboard } from "../support/grafana-api.ts";
import { churnAlone, docker, eventually, getJson, run, TestStack } from "../support/test-stack.ts";
import { devSettings } from "../support/unit-config.ts";

const watched = pipelines.filter(({ always, catalogue }) => always || catalogue.name === "churn");
const uids = [homeUid, ...watched.flatMap(({ dashboards }) => dashboards.map(({ uid }) => uid))];
const usedFolders = [
  ...new Set(["monitoring", ...watched.flatMap(({ dashboards }) => dashboards.map(({ folder }) => folder))]),
];

const passwords = { looker: "first-password-of-looker", writer: "first-password-of-writer" };
const user = (login: string, role: string) => ({
  login,
  role,
  email: `${login}@example.com`,
  name: `A ${login}`,
  teams: role === "viewer" ? ["data-engineering"] : [],
});

let stack: TestStack;
let grafana: Awaited<ReturnType<typeof grafanaApi>>;

beforeAll(async () => {
  stack = await TestStack.make({
    prometheus: { scrapeInterval: "1s", scrapeTimeout: "1s", evaluationInterval: "1s" },
    ...churnAlone(),
    alertmanager: { groupWait: "1s", groupInterval: "1s", repeatInterval: "1h" },
    // Sooner than Grafana looks.
    alerts: { monitoring: { Watchdog: { for: "1s" } } },
    grafana: {
      users: [user("looker", "viewer"), user("writer", "editor")],
      alerting: { interval: "10s", for: "10s" },
    },
  });
  await stack.run("secret", ["--grafanaUserPasswords"], JSON.stringify(passwords));
  await stack.up();
  grafana = await grafanaApi(stack);
}, 400_000);

afterAll(() => stack?.destroy(), 60_000);

/** Asks as one of the users; the status alone tells what is allowed. */
async function statusFor(login: keyof typeof passwords, method: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(stack.url("grafana", path), {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${login}:${passwords[login]}`).toString("base64")}`,
      "content-type": "application/json",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status;
}

describe("what is there", () => {
  test("data sources, folders and dashboards, and the home page first", async () => {
    const sources = await grafana.get<{ uid: string }[]>("/api/datasources");
    expect(sources.map(({ uid }) => uid).sort()).toEqual(["alertmanager", "prometheus"]);
    const made = await grafana.get<{ uid: string; title: string }[]>("/api/folders");
    expect(made.map(({ uid }) => uid).sort()).toEqual([...usedFolders].sort());
    for (const { uid, title } of made) expect(title).toBe(folders[uid as keyof typeof folders]);
    expect((await grafana.dashboards()).map(({ uid }) => uid).sort()).toEqual([...uids].sort());
    expect(await grafana.get("/api/org/preferences")).toMatchObject({ homeDashboardUID: homeUid });
  });

  test("a mark for what was deployed", async () => {
    const marks = await grafana.get<{ tags: string[]; text: string }[]>("/api/annotations?tags=deployment");
    expect(marks.map(({ tags }) => tags)).toEqual([["deployment", "monitoring"]]);
  });

  test("every panel's query returns data while the pipeline is healthy", async () => {
    let asked = 0;
    for (const { panels, title } of await grafana.dashboards()) {
      for (const panel of panels.filter(({ type }) => type !== "row")) {
        await eventually(`data of ${title}: ${panel.title}`, 60, async () => {
          const results = Object.entries(await grafana.ask(panel));
          for (const [refId, { error, frames }] of results) {
            if (error !== undefined) throw new Error(`${refId}: ${error}`);
            if (!hasValues(frames)) return undefined;
          }
          asked += results.length;
          return true;
        });
      }
    }
    expect(asked).toBeGreaterThanOrEqual(30);
  }, 600_000);
});

describe("who may do what", () => {
  const annotated = { folderUid: "pipelines", overwrite: true };

  test("everybody who logs in looks, nobody else does", async () => {
    expect((await fetch(stack.url("grafana", `/api/dashboards/uid/${homeUid}`))).status).toBe(401);
    for (const login of ["looker", "writer"] as const) {
      expect(await statusFor(login, "GET", `/api/dashboards/uid/${homeUid}`)).toBe(200);
      expect(await statusFor(login, "GET", "/api/admin/settings")).toBe(403);
    }
  });

  test("an editor writes into every folder, a member of an owner's team into those of its pipelines", async () => {
    const dashboard = (uid: string) => ({ uid, title: `Written by hand ${uid}`, panels: [] });
    const write = (login: keyof typeof passwords, folderUid: string) =>
      statusFor(login, "POST", "/api/dashboards/db", {
        ...annotated,
        folderUid,
        dashboard: dashboard(`${login}-${folderUid}`),
      });
    expect(await write("writer", "pipelines")).toBe(200);
    expect(await write("writer", "monitoring")).toBe(200);
    // The team data-engineering owns the pipeline and the monitoring.
    expect(await write("looker", "pipelines")).toBe(200);
    const { teams } = await grafana.get<{ teams: { id: number; name: string }[] }>("/api/teams/search");
    const members = await Promise.all(
      teams.map(async ({ id, name }) => {
        const all = await grafana.get<{ login: string }[]>(`/api/teams/${id}/members`);
        // Whoever makes a team belongs to it.
        return [name, all.map(({ login }) => login).filter((login) => login !== "admin")];
      }),
    );
    expect(Object.fromEntries(members)).toEqual({ Editors: ["writer"], "data-engineering": ["looker"] });
    for (const uid of ["writer-pipelines", "writer-monitoring", "looker-pipelines"]) {
      expect((await grafana.send("DELETE", `/api/dashboards/uid/${uid}`, {})).status).toBe(200);
    }
    for (const uid of usedFolders) {
      const granted = await grafana.get<{ role?: string; team?: string; permissionName: string }[]>(
        `/api/folders/${uid}/permissions`,
      );
      const names = granted.map(({ role, team, permissionName }) => `${team || role}: ${permissionName}`);
      expect(names).toEqual(expect.arrayContaining(["Viewer: View", "Editor: Edit", "Editors: Edit"]));
    }
  });
});

describe("a dashboard that was edited by hand", () => {
  const uid = "churn-consumer";
  const stored = () => grafana.get<{ dashboard: StoredDashboard }>(`/api/dashboards/uid/${uid}`);
  const difference = () => run("node", ["commands/dashboard-diff.ts", stack.name], stack.env);

  test("shows panel by panel, and the next up puts it back", async () => {
    expect((await difference()).output).toContain("Nothing was edited in Grafana.");
    const { dashboard } = await stored();
    const [edited] = dashboard.panels.filter(({ targets }) => (targets ?? []).length > 0);
    const panels = dashboard.panels.map((panel) => (panel === edited ? { ...panel, title: "Mine" } : panel));
    const answer = await grafana.send("POST", "/api/dashboards/db", {
      folderUid: "pipelines",
      overwrite: true,
      dashboard: { ...dashboard, panels },
    });
    expect(answer.status).toBe(200);
    const { output } = await difference();
    expect(output).toContain(`${uid}: dashboards/churn/`);
    expect(output).toContain(`title: ${JSON.stringify(edited?.title)} -> "Mine"`);
    expect(output).toContain("1 of ");
    const up = await stack.up();
    // The refresh names it, and the update puts it back.
    expect(up.output).toMatch(/Dashboard grafana-content-churn-consumer refresh[^\n]*diff: [^\n]*configJson/);
    expect((await stored()).dashboard.panels.map(({ title }) => title)).not.toContain("Mine");
  }, 400_000);
});

describe("Grafana's own alerts", () => {
  interface Mail {
    readonly Content: { readonly Headers: Readonly<Record<string, readonly string[]>> };
  }
  const subjects = async (): Promise<readonly string[]> =>
    (await getJson<{ items: Mail[] }>(stack.url("mail", "/api/v2/messages?limit=500"))).items.map(
      ({ Content }) => Content.Headers["Subject"]?.[0] ?? "",
    );
  const told = (status: string, alert: string) =>
    eventually(`mail: ${alert} ${status}`, 150, async () =>
      (await subjects()).some((subject) => subject.startsWith(`[${status}] ${alert} `)) ? true : undefined,
    );

  test("have contact points, a template, a mute timing and a policy", async () => {
    const names = async (path: string): Promise<readonly string[]> =>
      (await grafana.get<{ name: string }[]>(`/api/v1/provisioning/${path}`)).map(({ name }) => name);
    expect(await names("contact-points")).toEqual(
      expect.arrayContaining(contactPoints(devSettings()).map(({ name }) => name)),
    );
    expect(await names("mute-timings")).toEqual([muteTimingName]);
    expect(await names("templates")).toEqual([messageTemplateName]);
    const policy = await grafana.get<{ receiver: string; routes: unknown[] }>("/api/v1/provisioning/policies");
    expect(policy).toMatchObject({ receiver: "email-notifications" });
    expect(policy.routes).toHaveLength(3);
    const rules = await grafana.get<{ title: string }[]>("/api/v1/provisioning/alert-rules");
    expect(rules.map(({ title }) => title).sort()).toEqual(grafanaAlerts.map(({ name }) => name).sort());
  });

  test("are quiet while Prometheus works", async () => {
    await sleep(25_000);
    expect((await subjects()).filter((subject) => subject.includes("told by Grafana"))).toEqual([]);
  });

  test("tell that Prometheus does not answer, and that it does again", async () => {
    const prometheus = stack.container("prometheus");
    docker("stop", prometheus);
    await told("FIRING", "PrometheusNotAnswering");
    docker("start", prometheus);
    await told("RESOLVED", "PrometheusNotAnswering");
  }, 400_000);

  test("tell that its rules have stopped", async () => {
    // Another severity makes it another alert, which has to wait anew.
    stack.configure({ alerts: { monitoring: { Watchdog: { severity: "warning", for: "30m" } } } });
    await stack.up();
    await told("FIRING", "WatchdogSilent");
  }, 400_000);
});

test("all of it is made anew when Grafana's volume is gone", async () => {
  docker("rm", "--force", "--volumes", stack.container("grafana"));
  docker("volume", "rm", stack.container("grafana-data"));
  await stack.up();
  expect((await grafana.dashboards()).map(({ uid }) => uid).sort()).toEqual([...uids].sort());
  const rules = await grafana.get<unknown[]>("/api/v1/provisioning/alert-rules");
  expect(rules).toHaveLength(grafanaAlerts.length);
  expect(await statusFor("looker", "GET", `/api/dashboards/uid/${homeUid}`)).toBe(200);
}, 400_000);
