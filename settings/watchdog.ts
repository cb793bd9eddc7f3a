import { z } from "zod";
import { watchdog as alert } from "../rules/alerts/monitoring.ts";
import type { Fault } from "./fault.ts";
import { kindsOf } from "./receivers.ts";
import type { Config } from "./schema.ts";
import { duration } from "./values.ts";

/** Who outside hears that the monitoring works, and how often. */
export const watchdog = z
  .strictObject({
    receiver: z
      .string()
      .optional()
      .describe("A name from `receivers`; left out, the heartbeat is posted to the URL in the secret watchdogUrl"),
    every: duration(30).default("1m").describe("Time between two heartbeats"),
  })
  .optional()
  .describe("Heartbeat to a service outside that tells when it stops; needed where `environment` begins with prod");

type Read = Pick<Config, "watchdog" | "environment" | "receivers" | "alerts">;

/** What no single value of these shows. */
export function watchdogFaults({ watchdog: heartbeat, environment, receivers, alerts }: Read): readonly Fault[] {
  if (heartbeat === undefined) {
    const allowed = `a heartbeat to a service outside in environment ${environment}, such as {"every":"1m"} with the secret watchdogUrl`;
    return /^prod/.test(environment) ? [{ path: "watchdog", value: undefined, allowed }] : [];
  }
  const tuning = alerts["monitoring"]?.[alert.name];
  const off =
    tuning?.["enabled"] === false
      ? [{ path: `alerts.monitoring.${alert.name}.enabled`, value: false, allowed: "true with watchdog" }]
      : [];
  return [...off, ...receiverFaults(heartbeat.receiver, receivers)];
}

function receiverFaults(name: string | undefined, receivers: Config["receivers"]): readonly Fault[] {
  if (name === undefined) return [];
  const names = Object.entries(receivers).filter(([, one]) => !one.none);
  const one = names.find(([other]) => other === name)?.[1];
  if (one === undefined) {
    const allowed = `a name under receivers that tells somebody: ${names.map(([other]) => other).join(", ") || "there is none"}`;
    return [{ path: "watchdog.receiver", value: name, allowed }];
  }
  return kindsOf(one)
    .filter((kind) => one[kind]?.sendResolved)
    .map((kind) => ({
      path: `receivers.${name}.${kind}.sendResolved`,
      value: true,
      allowed: "false for the watchdog's receiver: its end would count as a heartbeat",
    }));
}
