import { z } from "zod";
import { labelValues, type RoutedLabel, routedLabels } from "../rules/routed-labels.ts";
import type { Fault } from "./fault.ts";
import type { Config } from "./schema.ts";
import { duration, labelName } from "./values.ts";

const hours = z.enum(["businessHours"]).optional();

const timing = {
  receiver: z.string().describe("A name from `receivers`"),
  groupBy: z.array(labelName).min(1).optional().describe("In place of alertmanager.groupBy"),
  groupWait: duration().optional().describe("In place of alertmanager.groupWait"),
  groupInterval: duration().optional().describe("In place of alertmanager.groupInterval"),
  repeatInterval: duration().optional().describe("In place of alertmanager.repeatInterval"),
  during: hours.describe("Tells within the business hours alone; what comes in between waits for them"),
  except: hours.describe("Tells outside the business hours alone; what comes in between waits for their end"),
};

const ofSeverity = z.strictObject(timing).optional().describe("Where alerts of this severity go, and how often");

const values = (label: RoutedLabel) =>
  z.array(z.string()).min(1).optional().describe(`Values of the label \`${label}\`, any of which matches`);

const ownRoute = z.strictObject({
  match: z
    .strictObject(
      Object.fromEntries(routedLabels.map((label) => [label, values(label)])) as Record<
        RoutedLabel,
        ReturnType<typeof values>
      >,
    )
    .describe("Labels that an alert must have, all of them"),
  continue: z.boolean().default(false).describe("Whether the routes after it are asked, too"),
  ...timing,
});

/** Grouping and routing, as stack config says it. */
export const alertmanager = z
  .strictObject({
    groupBy: z
      .array(labelName)
      .min(1)
      .default(["alertname", "pipeline", "severity"])
      .describe("Alerts that agree in these labels share a message"),
    groupWait: duration().default("10s").describe("Wait before the first message of a group"),
    groupInterval: duration().default("5m").describe("Wait before a message about changes of a group"),
    repeatInterval: duration(60).default("12h").describe("Wait before a message about nothing new"),
    ownRoutes: z
      .array(ownRoute)
      .default([])
      .describe("Routes by labels, asked in their order before those of the severities; the first that matches takes"),
    routes: z
      .strictObject({ critical: ofSeverity, warning: ofSeverity, info: ofSeverity })
      .prefault({})
      .describe("A route per severity; what has none goes to defaultReceiver"),
    defaultReceiver: z.string().default("email-notifications").describe("A name from `receivers`"),
  })
  .prefault({})
  .describe("Grouping and routing of alerts");

type Routing = z.output<typeof alertmanager>;
export type OwnRoute = Routing["ownRoutes"][number];
export type SeverityRoute = NonNullable<Routing["routes"]["critical"]>;

const routesOf = ({
  ownRoutes,
  routes,
}: Routing): readonly { readonly path: string; readonly route: SeverityRoute }[] => [
  ...ownRoutes.map((route, index) => ({ path: `alertmanager.ownRoutes.${index}`, route })),
  ...Object.entries(routes).flatMap(([severity, route]) =>
    route === undefined ? [] : [{ path: `alertmanager.routes.${severity}`, route }],
  ),
];

/** References to receivers that there are not, and times that leave none. */
export function routeFaults({ alertmanager: routing, receivers }: Pick<Config, "alertmanager" | "receivers">) {
  const names = Object.keys(receivers);
  const toAll = { path: "alertmanager.defaultReceiver", value: routing.defaultReceiver };
  const missing = [
    toAll,
    ...routesOf(routing).map(({ path, route }) => ({ path: `${path}.receiver`, value: route.receiver })),
  ]
    .filter(({ value }) => !names.includes(value))
    .map((reference) => ({ ...reference, allowed: `a name under receivers: ${names.join(", ") || "there is none"}` }));
  const silent =
    names.includes(toAll.value) && receivers[toAll.value]?.none
      ? [{ ...toAll, allowed: "a receiver that tells somebody: what no route takes would be lost" }]
      : [];
  const never = routesOf(routing)
    .filter(({ route }) => route.during !== undefined && route.except !== undefined)
    .map(({ path, route }) => ({ path: `${path}.except`, value: route.except, allowed: "none beside `during`" }));
  return [...missing, ...silent, ...never];
}

/** Own routes that no alert can take: without labels, or with values that no alert has. */
export function matchFaults(
  config: Pick<Config, "alertmanager" | "pipelines" | "monitoring" | "alerts" | "exporters" | "kafkaLag">,
): readonly Fault[] {
  const known = labelValues(config);
  return config.alertmanager.ownRoutes.flatMap(({ match }, index): readonly Fault[] => {
    const path = `alertmanager.ownRoutes.${index}.match`;
    if (Object.values(match).every((wanted) => wanted === undefined)) {
      return [{ path, value: match, allowed: `at least one of ${routedLabels.join(", ")}` }];
    }
    return routedLabels.flatMap((label) =>
      (match[label] ?? []).flatMap((value, position) =>
        known[label].has(value)
          ? []
          : [{ path: `${path}.${label}.${position}`, value, allowed: allowedOf(label, known) }],
      ),
    );
  });
}

function allowedOf(label: RoutedLabel, known: Readonly<Record<RoutedLabel, ReadonlySet<string>>>): string {
  // There are too many alerts for a message.
  return label === "alertname"
    ? "the name of an alert; Watchdog has a route of its own"
    : `what an alert has for ${label}: ${[...known[label]].sort().join(", ")}`;
}
