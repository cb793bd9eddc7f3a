import { eventually, getJson, type TestStack } from "./test-stack.ts";

/** A query of a panel, as Grafana keeps it. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly [option: string]: unknown;
}

export interface StoredPanel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly timeFrom?: string;
  readonly interval?: string;
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults?: { readonly noValue?: string } };
}

export interface StoredDashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly StoredPanel[];
  readonly templating?: { readonly list?: readonly { readonly name: string; readonly query: string }[] };
}

interface Frame {
  readonly data: { readonly values: readonly (readonly (number | null)[])[] };
}
type Answer = Readonly<Record<string, { readonly error?: string; readonly frames?: readonly Frame[] }>>;

/** Grafana's API, asked as its first user. */
export async function grafanaApi(stack: TestStack) {
  const { output } = await stack.run("password");
  const password = output.trim().split("\n").at(-1) ?? "";
  const headers = {
    authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`,
    "content-type": "application/json",
  };
  const get = <T>(path: string): Promise<T> => getJson<T>(stack.url("grafana", path), { headers });
  const send = (method: string, path: string, body: unknown): Promise<Response> =>
    fetch(stack.url("grafana", path), { method, headers, body: JSON.stringify(body) });
  return {
    authorization: headers.authorization,
    get,
    send,
    dashboards: async (): Promise<readonly StoredDashboard[]> => {
      const found = await get<{ uid: string }[]>("/api/search?type=dash-db&limit=500");
      return Promise.all(
        found.map(
          async ({ uid }) => (await get<{ dashboard: StoredDashboard }>(`/api/dashboards/uid/${uid}`)).dashboard,
        ),
      );
    },
    /** What a panel's queries return, by query; asked in the way of Grafana's own pages. */
    ask: async ({ targets = [], timeFrom, interval }: StoredPanel): Promise<Answer> => {
      const range = milliseconds(timeFrom ?? "1h");
      const step = interval === undefined ? 15_000 : milliseconds(interval);
      // Grafana asks for full steps; a young stack has data only in the one that is not over yet.
      const to = Math.ceil(Date.now() / step) * step;
      const queries = targets.map((target) => ({
        datasource: { type: "prometheus", uid: "prometheus" },
        intervalMs: step,
        maxDataPoints: 500,
        ...target,
        expr: withAll(target.expr),
      }));
      const body = JSON.stringify({ queries, from: String(to - range), to: String(to) });
      const response = await fetch(stack.url("grafana", "/api/ds/query"), { method: "POST", headers, body });
      const { results, message } = (await response.json()) as { results?: Answer; message?: string };
      if (results === undefined) throw new Error(message ?? `status ${response.status}`);
      return results;
    },
    /** Waits until the server takes requests. */
    ready: () => eventually("Grafana", 60, () => get<object>("/api/org")),
  };
}

/** Variables stand for all their values, as a dashboard opens; Grafana's own begin with `__`. */
const withAll = (expr: string): string => expr.replaceAll(/\$(?!__|\d)(?:\{(\w+)(?::\w+)?\}|\w+)/g, ".+");

function milliseconds(duration: string): number {
  const [, amount = "", unit = ""] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit];
  if (seconds === undefined) throw new Error(`${duration} is no duration`);
  return Number(amount) * seconds * 1000;
}

/** Whether a query returned a frame with a number in it. */
export const hasValues = (frames: readonly Frame[] = []): boolean =>
  frames.some(({ data }) => data.values.some((column) => column.some((value) => value !== null)));
