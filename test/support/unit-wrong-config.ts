import { durationSeconds } from "../../settings/duration.ts";
import { allAlerts } from "./unit-config.ts";
import type { WrongConfig } from "./unit-wrong.ts";
import { wrongDelivery } from "./unit-wrong-delivery.ts";

/** An exporter and a user that are right. */
export const exporter = { image: "docker.io/example/exporter:1.0", port: 9200 };
export const user = { login: "jane", email: "jane@example.com", name: "Jane" };
const noKey = /^no such key; one of \w+/;
const tuning = "alerts.churn.HighErrorRate";

/** Whether a window is under two scrapes of four minutes each. */
const isTooShort = (window: string, share: number): boolean => (durationSeconds(window) ?? 0) * share < 8 * 60;

/** Wrong configurations of the dev stack: what is wrong, the changes that make it so, and every fault that must be found. */
export const wrong: readonly WrongConfig[] = [
  // Wrong types, at several depths.
  [
    "text for a duration's number",
    { "prometheus.scrapeInterval": 15 },
    { "prometheus.scrapeInterval": ["15", "a value of type string"] },
  ],
  ["text for a port", { "ports.grafana": "http" }, { "ports.grafana": ['"http"', "a value of type number"] }],
  ["half a port", { "ports.grafana": 3000.5 }, { "ports.grafana": ["3000.5", "a value of type integer"] }],
  ["a list for a group", { ports: [] }, { ports: ["[]", "a value of type object"] }],
  ["a flag for a group", { simulator: true }, { simulator: ["true", "a value of type object"] }],
  ["nothing for a group", { "alerts.churn": null }, { "alerts.churn": ["null", "a value of type object"] }],
  [
    "text for a list",
    { "receivers.email-notifications.email.to": "a@example.com" },
    { "receivers.email-notifications.email.to": ['"a@example.com"', "a value of type array"] },
  ],
  ["a list for a free-named group", { receivers: ["a"] }, { receivers: ['["a"]', "a value of type object"] }],
  [
    "a word for a flag",
    { [`${tuning}.enabled`]: "no" },
    { [`${tuning}.enabled`]: ['"no"', "a value of type boolean"] },
  ],
  [
    "a percentage as text",
    { [`${tuning}.threshold`]: "5%" },
    { [`${tuning}.threshold`]: ['"5%"', "a value of type number"] },
  ],
  [
    "a number for an environment variable",
    { "exporters.x": { ...exporter, env: { A: 1 } } },
    { "exporters.x.env.A": ["1", "a value of type string"] },
  ],
  // Out of range.
  ["a port above all", { "ports.grafana": 70_000 }, { "ports.grafana": ["70000", "at most 65535"] }],
  ["port zero", { "ports.mail": 0 }, { "ports.mail": ["0", "at least 1"] }],
  ["a negative port", { "ports.mail": -1 }, { "ports.mail": ["-1", "at least 1"] }],
  ["too little memory", { "resources.grafana.memoryMiB": 1 }, { "resources.grafana.memoryMiB": ["1", "at least 16"] }],
  ["no processor", { "resources.grafana.cpus": 0 }, { "resources.grafana.cpus": ["0", "at least 0.05"] }],
  ["a share above one", { [`${tuning}.threshold`]: 5 }, { [`${tuning}.threshold`]: ["5", "at most 1"] }],
  ["a negative share", { [`${tuning}.threshold`]: -0.1 }, { [`${tuning}.threshold`]: ["-0.1", "at least 0"] }],
  [
    "a latency beyond the last bucket",
    { "alerts.churn.HighProcessingLatency.threshold": 10.5 },
    { "alerts.churn.HighProcessingLatency.threshold": ["10.5", "at most 9.5"] },
  ],
  [
    "a receiver without addresses",
    { "receivers.email-notifications.email.to": [] },
    { "receivers.email-notifications.email.to": ["[]", "at least 1 of them"] },
  ],
  ["grouping by nothing", { "alertmanager.groupBy": [] }, { "alertmanager.groupBy": ["[]", "at least 1 of them"] }],
  ["an empty login", { "grafana.adminUser": "" }, { "grafana.adminUser": ['""', "text of at least 1 character"] }],
  // Choices.
  ["an unknown platform", { platform: "nomad" }, { platform: ['"nomad"', /docker/] }],
  [
    "an unknown severity",
    { [`${tuning}.severity`]: "page" },
    { [`${tuning}.severity`]: ['"page"', "critical, warning, info"] },
  ],
  // Unknown keys, at several depths.
  ["an unknown key at the top", { promtheus: {} }, { promtheus: ["{}", noKey] }],
  [
    "an unknown key below",
    { "prometheus.retention": "15d" },
    { "prometheus.retention": ['"15d"', /^no such key; one of scrapeInterval, .*retentionTime/] },
  ],
  [
    "an unknown key of a service's limits",
    { "resources.grafana.memory": "1G" },
    { "resources.grafana.memory": ['"1G"', "no such key; one of memoryMiB, cpus"] },
  ],
  [
    "an unknown key of a free-named group",
    { "receivers.email-notifications.sms": { to: "1" } },
    {
      "receivers.email-notifications.sms": [
        '{"to":"1"}',
        "no such key; one of email, slack, pagerduty, webhook, msteams, none",
      ],
    },
  ],
  [
    "an unknown key in a list",
    { "grafana.users": [{ ...user, rank: "Admin" }] },
    { "grafana.users.0.rank": ['"Admin"', "no such key; one of login, email, name, role, teams"] },
  ],
  // Grafana, and when people work.
  [
    "an unknown role",
    { "grafana.users": [{ ...user, role: "Admin" }] },
    { "grafana.users.0.role": ['"Admin"', "viewer, editor, admin"] },
  ],
  [
    "a team that owns no pipeline",
    { "grafana.users": [{ ...user, teams: ["nobody"] }] },
    { "grafana.users.0.teams.0": ['"nobody"', /^a team that owns a pipeline: .*data-engineering/] },
  ],
  [
    "an interval that Grafana cannot keep",
    { "grafana.alerting.interval": "15s" },
    { "grafana.alerting.interval": ['"15s"', "a multiple of 10s"] },
  ],
  [
    "a time that no clock shows",
    { "businessHours.from": "25:00" },
    { "businessHours.from": ['"25:00"', "hours and minutes such as 08:30, up to 24:00"] },
  ],
  [
    "hours that end before they begin",
    { "businessHours.from": "19:00" },
    { "businessHours.to": ['"18:00"', "a time after 19:00"] },
  ],
  [
    "an unknown pipeline",
    { "pipelines.chrun": { targets: ["a:1"] } },
    { "pipelines.chrun": ['{"targets":["a:1"]}', /^no such key; one of .*\bchurn\b/] },
  ],
  [
    "an unknown alert",
    { "alerts.churn.HighErorRate": { enabled: false } },
    { "alerts.churn.HighErorRate": ['{"enabled":false}', /^no such key; one of .*HighErrorRate/] },
  ],
  ["alerts of an unknown pipeline", { "alerts.nosuch": {} }, { "alerts.nosuch": ["{}", /one of .*\bchurn\b/] }],
  [
    "an unknown number of an alert",
    { [`${tuning}.treshold`]: 0.1 },
    {
      [`${tuning}.treshold`]: [
        "0.1",
        "no such key; one of enabled, severity, for, team, window, threshold, minimumRate",
      ],
    },
  ],
  [
    "a window for an alert without one",
    { "alerts.churn.ModelNotLoaded.window": "5m" },
    { "alerts.churn.ModelNotLoaded.window": ['"5m"', "no such key; one of enabled, severity, for, team"] },
  ],
  [
    "a route for no severity",
    { "alertmanager.routes.fatal": { receiver: "email-notifications" } },
    { "alertmanager.routes.fatal": ['{"receiver":"email-notifications"}', /one of critical, warning, info$/] },
  ],
  ["an image of no service", { "images.loki": "a/loki:3" }, { "images.loki": ['"a/loki:3"', noKey] }],
  // Texts of a certain form.
  [
    "a duration in words",
    { "prometheus.retentionTime": "15 days" },
    { "prometheus.retentionTime": ['"15 days"', /a duration of at least 3600s and at most 100y/] },
  ],
  ["a duration that is too short", { [`${tuning}.for`]: "100ms" }, { [`${tuning}.for`]: ['"100ms"', /at least 1s/] }],
  ["an empty duration", { [`${tuning}.for`]: "" }, { [`${tuning}.for`]: ['""', /a duration/] }],
  ["units in the wrong order", { [`${tuning}.for`]: "1s1m" }, { [`${tuning}.for`]: ['"1s1m"', /a duration/] }],
  [
    "a retention that is too short",
    { "prometheus.retentionTime": "5m" },
    { "prometheus.retentionTime": ['"5m"', /at least 3600s/] },
  ],
  [
    "a bad size",
    { "prometheus.retentionSize": "0GB" },
    { "prometheus.retentionSize": ['"0GB"', "a size such as 512MB or 10GB"] },
  ],
  [
    "an image without a tag",
    { "images.prometheus": "prom/prometheus" },
    { "images.prometheus": ['"prom/prometheus"', /an image with its tag/] },
  ],
  ["a link that is no URL", { "links.grafana": "grafana:3000" }, { "links.grafana": ['"grafana:3000"', /http/] }],
  [
    "a health URL that is none",
    { "pipelines.churn.healthUrls": ["simulator:8000/health"] },
    { "pipelines.churn.healthUrls.0": ['"simulator:8000/health"', "an http or https URL"] },
  ],
  ["a name for an address", { bindAddress: "localhost" }, { bindAddress: ['"localhost"', "an IP address"] }],
  ["an address out of range", { bindAddress: "127.0.0.256" }, { bindAddress: ['"127.0.0.256"', "an IP address"] }],
  [
    "a target without a port",
    { "pipelines.churn.targets.kafka_consumer.static": ["simulator:8000", "consumer"] },
    { "pipelines.churn.targets.kafka_consumer.static.1": ['"consumer"', /^host:port/] },
  ],
  [
    "a target whose port is too high",
    { "pipelines.churn.targets.kafka_consumer.static": ["consumer:99999"] },
    { "pipelines.churn.targets.kafka_consumer.static.0": ['"consumer:99999"', "host:port, a port up to 65535"] },
  ],
  ["the monitoring's team with capitals", { "monitoring.team": "Ops" }, { "monitoring.team": ['"Ops"', /lower-case/] }],
  [
    "the monitoring named as a pipeline, which it needs not be",
    { "pipelines.monitoring": { team: "ops" } },
    { "pipelines.monitoring": ['{"team":"ops"}', /^no such key; one of .*\bchurn\b/] },
  ],
  ["a team with capitals", { "pipelines.churn.team": "Data" }, { "pipelines.churn.team": ['"Data"', /lower-case/] }],
  ["an environment with a space", { environment: "my stack" }, { environment: ['"my stack"', /lower-case letters/] }],
  [
    "a label that is none",
    { "alertmanager.groupBy": ["alertname", "a-b"] },
    { "alertmanager.groupBy.1": ['"a-b"', "a label name"] },
  ],
  [
    "two addresses in one",
    { "receivers.email-notifications.email.to": ["a@example.com,b@example.com"] },
    { "receivers.email-notifications.email.to.0": ['"a@example.com,b@example.com"', "one e-mail address"] },
  ],
  [
    "a receiver with a bad name",
    { "receivers.On Call": { email: { to: ["a@example.com"] } } },
    { "receivers.On Call": ['{"email":{"to":["a@example.com"]}}', /as its name lower-case letters/] },
  ],
  [
    "an exporter with a bad name",
    { "exporters.Node_2": exporter },
    { "exporters.Node_2": [JSON.stringify(exporter), /as its name lower-case letters/] },
  ],
  [
    "metrics below no path",
    { "exporters.x": { ...exporter, metricsPath: "metrics" } },
    { "exporters.x.metricsPath": ['"metrics"', "a path that starts with /"] },
  ],
  // What is missing.
  [
    "an exporter without anything",
    { "exporters.x": {} },
    { "exporters.x.image": ["missing", "a value of type string"], "exporters.x.port": ["missing", /number/] },
  ],
  [
    "a route without a receiver",
    { "alertmanager.routes.info": {} },
    { "alertmanager.routes.info.receiver": ["missing", "a value of type string"] },
  ],
  [
    "mail without a server",
    { "smtp.smarthost": undefined },
    { "smtp.smarthost": ["missing", "a value of type string"] },
  ],
  // Values that do not go together.
  [
    "receivers but no mail server",
    { smtp: undefined },
    { smtp: ["missing", "smarthost and from, since receivers send e-mail"] },
  ],
  [
    "a login that would travel in the clear",
    { "smtp.username": "alertmanager" },
    { "smtp.requireTls": ["false", "true with smtp.username, or port 465"] },
  ],
  [
    "two services on a port",
    { "ports.grafana": 9090 },
    { "ports.grafana": ["9090", "a port that ports.prometheus does not use"] },
  ],
  [
    "three services on a port",
    { "ports.pushgateway": 9090, "ports.grafana": 9090 },
    { "ports.pushgateway": ["9090", /ports\.prometheus/], "ports.grafana": ["9090", /ports\.prometheus/] },
  ],
  [
    "a timeout over the interval",
    { "prometheus.scrapeTimeout": "16s" },
    { "prometheus.scrapeTimeout": ['"16s"', "at most prometheus.scrapeInterval, 15s"] },
  ],
  [
    "a window under two scrapes",
    { [`${tuning}.window`]: "29s" },
    { [`${tuning}.window`]: ['"29s"', "at least 2 times prometheus.scrapeInterval, 15s"] },
  ],
  [
    "an interval too long for the windows that nobody set",
    { "prometheus.scrapeInterval": "4m" },
    Object.fromEntries(
      allAlerts
        .filter(({ alert }) => alert.window !== undefined && isTooShort(alert.window, alert.shortWindow))
        .map(({ path, alert }) => [
          `${path}.window`,
          [`"${alert.window}"`, `at least ${Math.round(2 / alert.shortWindow)} times prometheus.scrapeInterval, 4m`],
        ]),
    ),
  ],
  [
    "a default receiver that is missing",
    { "alertmanager.defaultReceiver": "pager" },
    { "alertmanager.defaultReceiver": ['"pager"', "a name under receivers: email-notifications"] },
  ],
  [
    "a route to a missing receiver",
    { "alertmanager.routes.critical": { receiver: "pager" } },
    { "alertmanager.routes.critical.receiver": ['"pager"', "a name under receivers: email-notifications"] },
  ],
  [
    "no receivers",
    { receivers: {} },
    { "alertmanager.defaultReceiver": ['"email-notifications"', "a name under receivers: there is none"] },
  ],
  [
    "an enabled pipeline without targets",
    { "pipelines.churn.targets": {}, "pipelines.churn.healthUrls": [] },
    { "pipelines.churn.targets": ["{}", "targets of at least one of its jobs: kafka_consumer, kafka_consumer_health"] },
  ],
  [
    "a target twice",
    { "pipelines.churn.targets.kafka_consumer.static": ["a:1", "b:1", "a:1"] },
    { "pipelines.churn.targets.kafka_consumer.static": ['"a:1"', "each target once"] },
  ],
  [
    "targets of a job that does not exist",
    { "pipelines.churn.targets.kafka": { static: ["a:1"] } },
    { "pipelines.churn.targets.kafka": ['{"static":["a:1"]}', /^no such key; one of kafka_consumer$/] },
  ],
  [
    "an SRV record with a port, and an A record without one",
    {
      "pipelines.churn.targets.kafka_consumer.dns": [
        { name: "a.example.com", port: 1 },
        { name: "b", type: "A" },
      ],
    },
    {
      "pipelines.churn.targets.kafka_consumer.dns.0": [
        '{"name":"a.example.com","port":1}',
        "a port with A and AAAA, and none with SRV",
      ],
      "pipelines.churn.targets.kafka_consumer.dns.1": [
        '{"name":"b","type":"A"}',
        "a port with A and AAAA, and none with SRV",
      ],
    },
  ],
  [
    "files of targets without their directory",
    { "pipelines.churn.targets.kafka_consumer.files": ["consumers.yml"] },
    { "pipelines.churn.targets.kafka_consumer.files": ['"consumers.yml"', "none without prometheus.targetFiles"] },
  ],
  [
    "a file of targets elsewhere",
    { "pipelines.churn.targets.kafka_consumer.files": ["../consumers.yml"] },
    { "pipelines.churn.targets.kafka_consumer.files.0": ['"../consumers.yml"', /^the name of a JSON or YAML file/] },
  ],
  [
    "pushes of a pipeline that has none",
    { "pipelines.churn.pushes": ["x"] },
    { "pipelines.churn.pushes": ['["x"]', "at most 0"] },
  ],
  [
    "a receiver called null",
    { "receivers.null": { email: { to: ["a@b.c"] } } },
    { "receivers.null": ['"null"', /^another name/] },
  ],
  [
    "a simulator that is off",
    {
      "simulator.enabled": false,
      pipelines: {
        churn: {
          targets: { kafka_consumer: { static: ["simulator:8000"] } },
          healthUrls: ["http://simulator:8000/health"],
        },
      },
      monitoring: {},
    },
    {
      "pipelines.churn.targets.kafka_consumer.static": ['"simulator:8000"', /simulator\.enabled: true/],
      "pipelines.churn.healthUrls": ['"http://simulator:8000/health"', /simulator\.enabled: true/],
    },
  ],
  [
    "a mail catcher that is off",
    { "mail.enabled": false },
    { "smtp.smarthost": ['"mail:1025"', "another host, or mail.enabled: true"] },
  ],
  [
    "stand-ins in production",
    { environment: "production" },
    {
      "simulator.enabled": ["true", "false in environment production"],
      "mail.enabled": ["true", "false in environment production"],
      watchdog: ["missing", /^a heartbeat to a service outside in environment production/],
    },
  ],
  [
    "the simulator alone in production",
    { environment: "prod-eu", watchdog: {}, mail: undefined, "smtp.smarthost": "smtp.example.com:587" },
    { "simulator.enabled": ["true", "false in environment prod-eu"] },
  ],
  [
    "a user twice",
    { "grafana.users": [user, { ...user, email: "j@example.com" }] },
    { "grafana.users.1.login": ['"jane"', "a login that no other user has"] },
  ],
  [
    "a user named like the first one",
    { "grafana.users": [{ ...user, login: "admin" }] },
    { "grafana.users.0.login": ['"admin"', "a login that no other user has"] },
  ],
  [
    "an exporter named like a service",
    { "exporters.cadvisor": exporter },
    { "exporters.cadvisor": ['"cadvisor"', "a name that no service of the stack has"] },
  ],
  ...wrongDelivery,
  // Several at once.
  [
    "two at once",
    { bindAddress: "x", "prometheus.foo": 1 },
    { bindAddress: ['"x"', "an IP address"], "prometheus.foo": ["1", noKey] },
  ],
  [
    "five at once",
    {
      "ports.mail": "x",
      "smtp.from": "nobody",
      "grafana.users": [{ ...user, login: "J D" }],
      "alerts.churn.LowThroughput.threshold": 0,
      platfrom: "docker",
    },
    {
      "ports.mail": ['"x"', "a value of type number"],
      "smtp.from": ['"nobody"', "one e-mail address"],
      "grafana.users.0.login": ['"J D"', /lower-case/],
      "alerts.churn.LowThroughput.threshold": ["0", "at least 0.001"],
      platfrom: ['"docker"', noKey],
    },
  ],
  [
    "a value that is wrong and two that do not go together",
    { "grafana.adminUser": 7, "ports.grafana": 9090 },
    { "grafana.adminUser": ["7", "a value of type string"], "ports.grafana": ["9090", /ports\.prometheus/] },
  ],
  [
    "two users with one address",
    { "grafana.users": [user, { ...user, login: "joe" }] },
    { "grafana.users.1.email": ['"jane@example.com"', "an address that no other user has"] },
  ],
  [
    "a retention of centuries",
    { "prometheus.retentionTime": "300y" },
    { "prometheus.retentionTime": ['"300y"', /at most 100y/] },
  ],
  [
    "a password where none belongs, which is not repeated",
    { "smtp.password": "hunter2" },
    { "smtp.password": ["(not shown)", /no such key/] },
  ],
  [
    "five that do not go together",
    {
      "ports.grafana": 9090,
      "prometheus.scrapeTimeout": "20s",
      "alertmanager.routes.info": { receiver: "nobody" },
      "exporters.mail": exporter,
      "grafana.users": [user, { ...user, email: "other@example.com" }],
    },
    {
      "ports.grafana": ["9090", /ports\.prometheus/],
      "prometheus.scrapeTimeout": ['"20s"', /15s/],
      "alertmanager.routes.info.receiver": ['"nobody"', /email-notifications/],
      "exporters.mail": ['"mail"', /no service/],
      "grafana.users.1.login": ['"jane"', /no other user/],
    },
  ],
];
