import { getJson } from "./test-stack.ts";

interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: string;
  readonly lastError: string;
}
interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
}
type Sample = readonly [number, string];
interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: Sample;
  readonly values?: readonly Sample[];
}

/** Prometheus' API, as far as the tests need it. */
export const prometheusApi = (base: string) => ({
  targets: async (): Promise<readonly Target[]> =>
    (await getJson<{ data: { activeTargets: Target[] } }>(`${base}/api/v1/targets?state=active`)).data.activeTargets,
  firing: async (): Promise<readonly string[]> =>
    (await getJson<{ data: { alerts: FiringAlert[] } }>(`${base}/api/v1/alerts`)).data.alerts
      .filter(({ state }) => state === "firing")
      .map(({ labels }) => labels["alertname"] ?? ""),
  query: async (expression: string): Promise<readonly Series[]> =>
    (await getJson<{ data: { result: Series[] } }>(`${base}/api/v1/query?query=${encodeURIComponent(expression)}`)).data
      .result,
  rule: async (name: string): Promise<{ query: string; duration: number } | undefined> => {
    const { data } = await getJson<{
      data: { groups: { rules: { name: string; query: string; duration: number }[] }[] };
    }>(`${base}/api/v1/rules`);
    return data.groups.flatMap(({ rules }) => rules).find((rule) => rule.name === name);
  },
});
