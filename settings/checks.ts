import { enabledPipelines, isFed } from "../rules/targets.ts";
import { durationSeconds } from "./duration.ts";
import type { Fault } from "./fault.ts";
import { kafkaLagFaults } from "./kafka-lag.ts";
import { receiverFaults } from "./receivers.ts";
import { matchFaults, routeFaults } from "./routes.ts";
import type { Config } from "./schema.ts";
import type { TargetSet } from "./targets.ts";
import { watchdogFaults } from "./watchdog.ts";

type Check = (config: Config) => readonly Fault[];

const seconds = (duration: string): number => durationSeconds(duration) ?? 0;

const portClashes: Check = ({ ports, simulator, mail }) => {
  const used = Object.entries(ports).filter(
    ([name]) => (name !== "simulator" || simulator.enabled) && (name !== "mail" || mail.enabled),
  );
  return used.flatMap(([name, port], index) => {
    const other = used.slice(0, index).find(([, taken]) => taken === port);
    return other === undefined
      ? []
      : [{ path: `ports.${name}`, value: port, allowed: `a port that ports.${other[0]} does not use` }];
  });
};

const timeout: Check = ({ prometheus: { scrapeTimeout, scrapeInterval } }) =>
  seconds(scrapeTimeout) <= seconds(scrapeInterval)
    ? []
    : [
        {
          path: "prometheus.scrapeTimeout",
          value: scrapeTimeout,
          allowed: `at most prometheus.scrapeInterval, ${scrapeInterval}`,
        },
      ];

/** A rate needs two samples in its window at least; with fewer the alert could never fire. */
const windows: Check = (config) =>
  enabledPipelines(config).flatMap(({ pipeline: { catalogue, alerts: declared } }) =>
    declared.alerts.flatMap((alert) => {
      const { scrapeInterval } = config.prometheus;
      const window = (config.alerts[catalogue.name]?.[alert.name]?.window as string | undefined) ?? alert.window;
      const scrapes = Math.round(2 / alert.shortWindow);
      return window === undefined || seconds(window) >= scrapes * seconds(scrapeInterval)
        ? []
        : [
            {
              path: `alerts.${catalogue.name}.${alert.name}.window`,
              value: window,
              allowed: `at least ${scrapes} times prometheus.scrapeInterval, ${scrapeInterval}`,
            },
          ];
    }),
  );

/** Alertmanager hands its password over encrypted only: by STARTTLS, or from the start on port 465. */
const encryptedLogin: Check = ({ smtp }) =>
  smtp?.username === undefined || smtp.requireTls || smtp.smarthost.endsWith(":465")
    ? []
    : [{ path: "smtp.requireTls", value: false, allowed: "true with smtp.username, or port 465" }];

const targets: Check = (config) => {
  const sets = targetSets(config);
  const twice = sets.flatMap(({ path, set }) =>
    set.static
      .filter((target, index) => set.static.indexOf(target) !== index)
      .map((value) => ({ path: `${path}.static`, value, allowed: "each target once" })),
  );
  const fileless =
    config.prometheus.targetFiles === undefined
      ? sets.flatMap(({ path, set }) =>
          set.files.map((value) => ({ path: `${path}.files`, value, allowed: "none without prometheus.targetFiles" })),
        )
      : [];
  const idle = enabledPipelines(config)
    .filter(({ pipeline: { catalogue } }) => !catalogue.jobs.some((job) => isFed(job, config)))
    .map(({ pipeline: { catalogue } }) => ({
      path: `pipelines.${catalogue.name}.targets`,
      value: {},
      allowed: `targets of at least one of its jobs: ${catalogue.jobs.map(({ name }) => name).join(", ")}`,
    }));
  return [...twice, ...fileless, ...idle];
};

/** Every set of targets that stack config names, by its path. */
const targetSets = ({ pipelines: declared, monitoring }: Config) => [
  ...Object.entries(declared).flatMap(([name, pipeline]) =>
    pipeline?.enabled ? setsBelow(`pipelines.${name}.targets`, pipeline.targets) : [],
  ),
  ...setsBelow("monitoring.targets", monitoring.targets),
];

const setsBelow = (path: string, sets: Readonly<Record<string, TargetSet | undefined>>) =>
  Object.entries(sets).flatMap(([job, set]) => (set === undefined ? [] : [{ path: `${path}.${job}`, set }]));

const hostOf = (address: string): string => address.replace(/^https?:\/\//, "").split(/[:/]/)[0] ?? "";

/** The simulator and the mail catcher must be on where something points at them. */
const standIns: Check = (config) => {
  const { simulator, mail, smtp, environment, pipelines: declared } = config;
  const addresses = [
    ...targetSets(config).flatMap(({ path, set }) => set.static.map((value) => ({ path: `${path}.static`, value }))),
    ...Object.entries(declared).flatMap(([name, pipeline]) =>
      (pipeline?.enabled ? pipeline.healthUrls : []).map((value) => ({ path: `pipelines.${name}.healthUrls`, value })),
    ),
  ];
  const dangling = simulator.enabled
    ? []
    : addresses
        .filter(({ value }) => hostOf(value) === "simulator")
        .map((address) => ({ ...address, allowed: "another host, or simulator.enabled: true" }));
  const mailless =
    smtp !== undefined && hostOf(smtp.smarthost) === "mail" && !mail.enabled
      ? [{ path: "smtp.smarthost", value: smtp.smarthost, allowed: "another host, or mail.enabled: true" }]
      : [];
  const production = /^prod/.test(environment);
  const misplaced = (["simulator", "mail"] as const)
    .filter((name) => production && { simulator, mail }[name].enabled)
    .map((name) => ({ path: `${name}.enabled`, value: true, allowed: `false in environment ${environment}` }));
  return [...dangling, ...mailless, ...misplaced];
};

const users: Check = ({ grafana }) =>
  grafana.users.flatMap((user, index) => {
    const before = grafana.users.slice(0, index);
    const login = user.login === grafana.adminUser || before.some((other) => other.login === user.login);
    const mail = before.some((other) => other.email === user.email);
    const path = `grafana.users.${index}`;
    return [
      ...(login ? [{ path: `${path}.login`, value: user.login, allowed: "a login that no other user has" }] : []),
      ...(mail ? [{ path: `${path}.email`, value: user.email, allowed: "an address that no other user has" }] : []),
    ];
  });

/** A team without a pipeline would have nothing to edit: most likely a typing error. */
const teams: Check = ({ grafana, pipelines, monitoring }) => {
  const owners = [...Object.values(pipelines).flatMap((pipeline) => pipeline?.team ?? []), monitoring.team];
  return grafana.users.flatMap((user, index) =>
    user.teams.flatMap((team, position) =>
      owners.includes(team)
        ? []
        : [
            {
              path: `grafana.users.${index}.teams.${position}`,
              value: team,
              allowed: `a team that owns a pipeline: ${[...new Set(owners)].join(", ")}`,
            },
          ],
    ),
  );
};

/** Grafana's scheduler counts in steps of ten seconds. */
const alertInterval: Check = ({ grafana: { alerting } }) =>
  (durationSeconds(alerting.interval) ?? 0) % 10 === 0
    ? []
    : [{ path: "grafana.alerting.interval", value: alerting.interval, allowed: "a multiple of 10s" }];

const businessHours: Check = ({ businessHours: { from, to } }) =>
  from < to ? [] : [{ path: "businessHours.to", value: to, allowed: `a time after ${from}` }];

const reserved = [
  "prometheus",
  "alertmanager",
  "pushgateway",
  "grafana",
  "node-exporter",
  "cadvisor",
  "blackbox-exporter",
  "runbooks",
  "simulator",
  "mail",
];

const exporterNames: Check = ({ exporters }) =>
  Object.keys(exporters)
    .filter((name) => reserved.includes(name))
    .map((name) => ({ path: `exporters.${name}`, value: name, allowed: "a name that no service of the stack has" }));

/** What no single value shows: faults between values, told where the values that a check reads are right themselves. */
export const checks: readonly { readonly reads: readonly (keyof Config)[]; readonly check: Check }[] = [
  { reads: ["ports", "simulator", "mail"], check: portClashes },
  { reads: ["prometheus"], check: timeout },
  { reads: ["prometheus", "alerts", "pipelines"], check: windows },
  { reads: ["receivers", "smtp"], check: receiverFaults },
  { reads: ["receivers", "alertmanager"], check: routeFaults },
  { reads: ["alertmanager", "pipelines", "monitoring", "alerts", "exporters", "kafkaLag"], check: matchFaults },
  { reads: ["watchdog", "environment", "receivers", "alerts"], check: watchdogFaults },
  { reads: ["smtp"], check: encryptedLogin },
  { reads: ["pipelines", "monitoring", "prometheus"], check: targets },
  { reads: ["simulator", "mail", "smtp", "environment", "pipelines", "monitoring"], check: standIns },
  { reads: ["grafana"], check: users },
  { reads: ["grafana"], check: alertInterval },
  { reads: ["grafana", "pipelines", "monitoring"], check: teams },
  { reads: ["businessHours"], check: businessHours },
  { reads: ["exporters"], check: exporterNames },
  { reads: ["kafkaLag", "exporters"], check: kafkaLagFaults },
];
