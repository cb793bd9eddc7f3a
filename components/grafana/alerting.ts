import type * as pulumi from "@pulumi/pulumi";
import * as grafana from "@pulumiverse/grafana";
import { grafanaGroup } from "../../rules/grafana/alerts.ts";
import {
  messageTemplate,
  messageTemplateName,
  muteTimingName,
  notificationRoutes,
  outsideBusinessHours,
} from "../../rules/grafana/delivery.ts";
import { grafanaRules } from "../../rules/grafana/rule-group.ts";
import { durationSeconds } from "../../settings/duration.ts";
import type { Settings } from "../../settings/settings.ts";
import { grafanaContactPoints } from "./contact-points.ts";

/** The alerts that Grafana itself evaluates and delivers: contact points, template, times, policy and rules. */
export function grafanaAlerting(
  name: string,
  settings: Settings,
  receiverSecrets: pulumi.Output<string> | undefined,
  folder: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  new grafana.alerting.MessageTemplate(
    `${name}-messages`,
    { name: messageTemplateName, template: messageTemplate },
    options,
  );
  const points = grafanaContactPoints(name, settings, receiverSecrets, options);
  const mute = new grafana.alerting.MuteTiming(
    `${name}-${muteTimingName}`,
    { name: muteTimingName, intervals: outsideBusinessHours(settings) },
    options,
  );
  const policy = new grafana.alerting.NotificationPolicy(`${name}-policy`, notificationRoutes(settings), {
    ...options,
    dependsOn: [...points, mute],
  });
  new grafana.alerting.RuleGroup(
    `${name}-${grafanaGroup}`,
    {
      name: grafanaGroup,
      folderUid: folder,
      intervalSeconds: durationSeconds(settings.grafana.alerting.interval) ?? 0,
      rules: grafanaRules(settings).map(({ datas, ...rule }) => ({
        ...rule,
        datas: datas.map(({ model, ...data }) => ({ ...data, model: JSON.stringify(model) })),
      })),
    },
    { ...options, dependsOn: policy },
  );
}
