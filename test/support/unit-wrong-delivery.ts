import type { WrongConfig } from "./unit-wrong.ts";

const team = "receivers.email-notifications";
const hook = { webhook: { url: "https://hooks.example.com/x", sendResolved: false } };
const route = { match: { team: ["data-engineering"] }, receiver: "email-notifications" };

/** Wrong receivers, routes and heartbeats of the dev stack. */
export const wrongDelivery: readonly WrongConfig[] = [
  [
    "a receiver that tells in no way",
    { "receivers.pager": {} },
    { "receivers.pager": ['{"none":false}', /^at least one of email, slack, .*, or none: true$/] },
  ],
  [
    "a receiver that tells nobody by mail",
    { "receivers.quiet": { none: true, email: { to: ["a@example.com"] } } },
    { "receivers.quiet.none": ["true", "false with email"] },
  ],
  [
    "a receiver that is called as the heartbeat's",
    { "receivers.heartbeat": hook },
    { "receivers.heartbeat": ['"heartbeat"', /^another name/] },
  ],
  [
    "a channel with a space",
    { [`${team}.slack`]: { channel: "#a b" } },
    { [`${team}.slack.channel`]: ['"#a b"', "a channel such as #pipeline-critical"] },
  ],
  ["no channel", { [`${team}.slack`]: {} }, { [`${team}.slack.channel`]: ["missing", "a value of type string"] }],
  [
    "a key where none belongs, which is not repeated",
    { [`${team}.pagerduty`]: { routingKey: "r4nd0m" } },
    { [`${team}.pagerduty.routingKey`]: ["(not shown)", /no such key/] },
  ],
  [
    "a webhook without a scheme",
    { [`${team}.webhook`]: { url: "hooks.example.com" } },
    { [`${team}.webhook.url`]: ['"hooks.example.com"', "an http or https URL"] },
  ],
  [
    "all that no route takes to nobody",
    { "receivers.quiet": { none: true }, "alertmanager.defaultReceiver": "quiet" },
    { "alertmanager.defaultReceiver": ['"quiet"', /^a receiver that tells somebody/] },
  ],
  [
    "an own route to a missing receiver",
    { "alertmanager.ownRoutes": [route, { ...route, receiver: "pager" }] },
    { "alertmanager.ownRoutes.1.receiver": ['"pager"', "a name under receivers: email-notifications"] },
  ],
  [
    "an own route for all",
    { "alertmanager.ownRoutes": [{ ...route, match: {} }] },
    {
      "alertmanager.ownRoutes.0.match": [
        "{}",
        "at least one of team, service, pipeline, component, severity, alertname",
      ],
    },
  ],
  [
    "a route by a label that alerts do not have",
    { "alertmanager.ownRoutes": [{ ...route, match: { instance: ["a:1"] } }] },
    { "alertmanager.ownRoutes.0.match.instance": ['["a:1"]', /^no such key; one of team, service/] },
  ],
  [
    "routes by values that no alert has",
    {
      "alertmanager.ownRoutes": [
        { ...route, match: { team: ["data-enginering"], severity: ["page"] } },
        { ...route, match: { alertname: ["Watchdog"], pipeline: ["churn", "chrun"] } },
      ],
    },
    {
      "alertmanager.ownRoutes.0.match.team.0": ['"data-enginering"', /^what an alert has for team: .*data-quality/],
      "alertmanager.ownRoutes.0.match.severity.0": [
        '"page"',
        "what an alert has for severity: critical, info, warning",
      ],
      "alertmanager.ownRoutes.1.match.alertname.0": ['"Watchdog"', /^the name of an alert; Watchdog has a route/],
      "alertmanager.ownRoutes.1.match.pipeline.1": ['"chrun"', /churn, health/],
    },
  ],
  [
    "a route that is never open",
    {
      "alertmanager.routes.info": {
        receiver: "email-notifications",
        during: "businessHours",
        except: "businessHours",
      },
    },
    { "alertmanager.routes.info.except": ['"businessHours"', "none beside `during`"] },
  ],
  [
    "hours that nobody has declared",
    { "alertmanager.ownRoutes": [{ ...route, during: "night" }] },
    { "alertmanager.ownRoutes.0.during": ['"night"', "businessHours"] },
  ],
  [
    "a heartbeat to a missing receiver",
    { watchdog: { receiver: "snitch" } },
    { "watchdog.receiver": ['"snitch"', "a name under receivers that tells somebody: email-notifications"] },
  ],
  [
    "a heartbeat to nobody",
    { "receivers.quiet": { none: true }, watchdog: { receiver: "quiet" } },
    { "watchdog.receiver": ['"quiet"', /^a name under receivers that tells somebody/] },
  ],
  [
    "a heartbeat that sounds as it stops",
    { "receivers.snitch": { webhook: { url: hook.webhook.url } }, watchdog: { receiver: "snitch" } },
    { "receivers.snitch.webhook.sendResolved": ["true", /^false for the watchdog's receiver/] },
  ],
  [
    "a heartbeat of an alert that is off",
    { "alerts.monitoring.Watchdog.enabled": false, "receivers.snitch": hook, watchdog: { receiver: "snitch" } },
    { "alerts.monitoring.Watchdog.enabled": ["false", "true with watchdog"] },
  ],
  ["a heartbeat that is too quick", { watchdog: { every: "5s" } }, { "watchdog.every": ['"5s"', /at least 30s/] }],
];
