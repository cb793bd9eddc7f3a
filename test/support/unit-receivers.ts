/** A receiver that is told in every way. */
export const everyWay = {
  email: { to: ["team@example.com"] },
  slack: { channel: "#pipeline-critical" },
  pagerduty: {},
  webhook: {},
  msteams: {},
};

/** A route of every setting but the second of two that exclude each other. */
export const ownRoute = {
  match: {
    team: ["data-engineering"],
    service: ["kafka"],
    pipeline: ["trade", "k2-streaming"],
    component: ["kafka"],
    severity: ["critical"],
    alertname: ["KafkaBrokerDown"],
  },
  receiver: "email-notifications",
  groupBy: ["pipeline"],
  groupWait: "1s",
  groupInterval: "2m",
  repeatInterval: "3h",
  during: "businessHours",
  continue: true,
};
