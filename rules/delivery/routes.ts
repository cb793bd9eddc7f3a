import { durationSeconds } from "../../settings/duration.ts";
import type { OwnRoute, SeverityRoute } from "../../settings/routes.ts";
import type { Settings } from "../../settings/settings.ts";
import { severities } from "../alert.ts";
import { watchdog as watchdogAlert } from "../alerts/monitoring.ts";
import { routedLabels } from "../routed-labels.ts";
import { heartbeat, nobody } from "./receivers.ts";

/** Name of the time interval that routes refer to. */
const businessHours = "business-hours";

/** The tree of routes: the Watchdog's, then own ones, then one a severity, then all that is left. */
export function renderRoutes({ alertmanager, watchdog }: Settings) {
  return {
    receiver: alertmanager.defaultReceiver,
    group_by: alertmanager.groupBy,
    group_wait: alertmanager.groupWait,
    group_interval: alertmanager.groupInterval,
    repeat_interval: alertmanager.repeatInterval,
    routes: [
      watchdogRoute(watchdog),
      ...alertmanager.ownRoutes.map((route) => ({
        ...timing(route),
        matchers: matchers(route.match),
        ...(route.continue ? { continue: true } : {}),
      })),
      ...severities.flatMap((severity) => {
        const route = alertmanager.routes[severity];
        return route === undefined ? [] : [{ ...timing(route), matchers: matchers({ severity: [severity] }) }];
      }),
    ],
  };
}

/** The business hours, where a route keeps to them. */
export function renderTimeIntervals({ alertmanager, businessHours: { days, from, to } }: Settings) {
  const routes = [...alertmanager.ownRoutes, ...Object.values(alertmanager.routes)];
  return routes.some((route) => route?.during !== undefined || route?.except !== undefined)
    ? {
        time_intervals: [
          {
            name: businessHours,
            time_intervals: [{ weekdays: days, times: [{ start_time: from, end_time: to }] }],
          },
        ],
      }
    : {};
}

/** It always fires: who is told of it learns nothing, but for a service that waits for it. */
function watchdogRoute(watchdog: Settings["watchdog"]) {
  const taken = matchers({ alertname: [watchdogAlert.name] });
  if (watchdog === undefined) return { receiver: nobody, matchers: taken };
  return {
    receiver: watchdog.receiver ?? heartbeat,
    matchers: taken,
    group_by: ["alertname"],
    group_wait: "0s",
    group_interval: watchdog.every,
    // Asked once a group_interval whether this has passed; were they alike, each second heartbeat would be left out.
    repeat_interval: `${Math.floor((durationSeconds(watchdog.every) ?? 0) / 2)}s`,
  };
}

function timing(route: SeverityRoute) {
  const given = {
    group_by: route.groupBy,
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
    active_time_intervals: route.during === undefined ? undefined : [businessHours],
    mute_time_intervals: route.except === undefined ? undefined : [businessHours],
  };
  return { receiver: route.receiver, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)) };
}

const matchers = (match: Partial<OwnRoute["match"]>): readonly string[] =>
  routedLabels.flatMap((label) => {
    const [first, ...others] = match[label] ?? [];
    if (first === undefined) return [];
    return others.length === 0
      ? [`${label}=${JSON.stringify(first)}`]
      : [`${label}=~${JSON.stringify([first, ...others].map(literally).join("|"))}`];
  });

const literally = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
