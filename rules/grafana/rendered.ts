import type { Settings } from "../../settings/settings.ts";
import { yaml } from "../yaml.ts";
import { grafanaGroup } from "./alerts.ts";
import { contactPoints, muteTimingName, notificationRoutes, outsideBusinessHours } from "./delivery.ts";
import { grafanaRules } from "./rule-group.ts";

/** What Grafana is given by its API, in one file for reviewers. */
export const renderGrafanaAlerting = (settings: Settings): string =>
  yaml({
    groups: [{ name: grafanaGroup, interval: settings.grafana.alerting.interval, rules: grafanaRules(settings) }],
    contactPoints: contactPoints(settings),
    muteTimes: [{ name: muteTimingName, intervals: outsideBusinessHours(settings) }],
    policy: notificationRoutes(settings),
  });
