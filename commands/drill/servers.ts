import type { Settings } from "../../settings/settings.ts";
import type { Drill } from "./plan.ts";

interface PrometheusAlerts {
  readonly data: { readonly alerts: readonly { readonly labels: Labels; readonly state: "pending" | "firing" }[] };
}
interface HeldAlert {
  readonly labels: Labels;
  readonly receivers: readonly { readonly name: string }[];
}
interface Mails {
  readonly items: readonly { readonly Content: { readonly Headers: Readonly<Record<string, readonly string[]>> } }[];
}
type Labels = Readonly<Record<string, string>>;

/** Label of alerts that were posted and did not happen. */
export const drillLabel = "drill";

/** The servers that an alert passes, asked for one alert at a time. */
export function servers({ links, bindAddress, ports, mail }: Settings) {
  const own = (port: number): string => `http://${bindAddress}:${port}`;
  return {
    play: async (simulation: string, scenario: string): Promise<void> => {
      const answer = await fetch(`${own(ports.simulator)}/scenario/${simulation}/${scenario}`, { method: "POST" });
      if (!answer.ok) throw new Error(`the simulator does not play ${simulation}/${scenario}: ${await answer.text()}`);
    },

    /** What Prometheus says of the alert, the worst of its series. */
    state: async (drill: Drill): Promise<"pending" | "firing" | undefined> => {
      const { data } = await json<PrometheusAlerts>(`${links.prometheus}/api/v1/alerts`);
      const states = data.alerts.filter(({ labels }) => isOf(drill, labels)).map(({ state }) => state);
      return states.includes("firing") ? "firing" : states[0];
    },

    /** The receivers that Alertmanager chose for it, if it has it. */
    receivers: async (drill: Drill): Promise<readonly string[] | undefined> => {
      const filter = encodeURIComponent(`alertname="${drill.rule.alert}"`);
      const held = await json<readonly HeldAlert[]>(`${links.alertmanager}/api/v2/alerts?filter=${filter}`);
      const own = held.filter(({ labels }) => isOf(drill, labels));
      return own.length === 0
        ? undefined
        : [...new Set(own.flatMap(({ receivers }) => receivers.map(({ name }) => name)))];
    },

    /** How many mails of a status the stack's own mail catcher has of the alert; nothing where there is none. */
    mails: async ({ pipeline, rule }: Drill, status: "FIRING" | "RESOLVED"): Promise<number | undefined> => {
      if (!mail.enabled) return undefined;
      const { items } = await json<Mails>(`${own(ports.mail)}/api/v2/messages?limit=1000`);
      const subjects = items.map(({ Content }) => Content.Headers["Subject"]?.[0] ?? "");
      return subjects.filter((text) => text.startsWith(`[${status}`) && text.endsWith(` ${pipeline}: ${rule.alert}`))
        .length;
    },

    /** Posts the alert itself, as it is rendered, for some seconds from now; none ends it. */
    post: async ({ rule }: Drill, seconds: number): Promise<void> => {
      const fixed = Object.entries(rule.labels).filter(([, value]) => !value.includes("{{"));
      const now = Date.now();
      const alert = {
        labels: { alertname: rule.alert, ...Object.fromEntries(fixed), [drillLabel]: "true" },
        annotations: { summary: `DRILL: ${rule.annotations["summary"]}`, runbook_url: rule.annotations["runbook_url"] },
        startsAt: new Date(now - 1000).toISOString(),
        endsAt: new Date(now + seconds * 1000).toISOString(),
      };
      const answer = await fetch(`${links.alertmanager}/api/v2/alerts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([alert]),
      });
      if (!answer.ok) throw new Error(`Alertmanager refused the alert: ${await answer.text()}`);
    },
  };
}

const isOf = ({ pipeline, rule }: Drill, { alertname, pipeline: of }: Labels): boolean =>
  alertname === rule.alert && of === pipeline;

async function json<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: status ${answer.status}`);
  return (await answer.json()) as T;
}
