import { setTimeout as sleep } from "node:timers/promises";
import type { Allowed, Drill } from "./plan.ts";
import type { servers } from "./servers.ts";

export type Step = keyof Allowed | "resolved";

/** What a drill came to: seconds by step; a step that is missing was not seen. */
export interface Outcome {
  readonly drill: Drill;
  readonly seconds: Partial<Record<Step, number>>;
  readonly receivers: readonly string[];
}

type Servers = ReturnType<typeof servers>;

/** How much longer than allowed a step may take before the drill is given up. */
const patience = 1.5;

/** Makes an alert happen, follows it to its receiver, ends it, and waits for the word that it is over. */
export async function follow(drill: Drill, asked: Servers): Promise<Outcome> {
  const seconds: Partial<Record<Step, number>> = {};
  const before = { FIRING: await asked.mails(drill, "FIRING"), RESOLVED: await asked.mails(drill, "RESOLVED") };
  const more = async (status: "FIRING" | "RESOLVED"): Promise<boolean> =>
    before[status] !== undefined && ((await asked.mails(drill, status)) ?? 0) > before[status];
  const start = performance.now();
  const passed = (): number => (performance.now() - start) / 1000;
  const until = async (step: Step, limit: number, seen: () => Promise<boolean>): Promise<void> => {
    while (passed() < limit * patience) {
      if (await seen()) {
        seconds[step] = Math.round(passed());
        return;
      }
      await sleep(1000);
    }
  };
  const { allowed, scenario } = drill;
  let receivers: readonly string[] = [];
  const received = async (): Promise<boolean> => {
    receivers = (await asked.receivers(drill)) ?? [];
    return receivers.length > 0;
  };

  if (scenario === undefined) {
    await asked.post(drill, allowed.delivered * 2);
  } else {
    await asked.play(scenario.simulation, scenario.name);
    await until("pending", allowed.pending, async () => (await asked.state(drill)) !== undefined);
    await until("firing", allowed.firing, async () => (await asked.state(drill)) === "firing");
  }
  await until("received", allowed.received, received);
  if (before.FIRING !== undefined) await until("delivered", allowed.delivered, () => more("FIRING"));

  if (scenario === undefined) await asked.post(drill, 0);
  else await asked.play(scenario.simulation, "healthy");
  const ended = passed() + allowed.delivered;
  if (seconds.delivered !== undefined) await until("resolved", ended, () => more("RESOLVED"));
  return { drill, seconds, receivers };
}
