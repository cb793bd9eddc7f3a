import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageOf } from "../../commands/images.ts";
import { pipelines } from "../../pipelines.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { churnAlone, docker, eventually, getJson, type Run, TestStack } from "../support/test-stack.ts";

/** The pipeline whose way from metric to mail is followed here. */
const simulated = pipelines.filter(({ catalogue }) => catalogue.name === "churn");

/** Short times by stack config alone; the rules are those of every stack. */
const quick = {
  prometheus: { scrapeInterval: "1s", scrapeTimeout: "1s", evaluationInterval: "1s" },
  ...churnAlone(),
  alertmanager: { groupWait: "1s", groupInterval: "1s", repeatInterval: "1h" },
  alerts: Object.fromEntries(
    simulated.map(({ alerts }) => [
      alerts.pipeline,
      Object.fromEntries(
        alerts.alerts.map((alert) => [
          alert.name,
          { for: "3s", ...(alert.window === undefined ? {} : { window: alert.shortWindow === 1 ? "10s" : "24s" }) },
        ]),
      ),
    ]),
  ),
  // Any image that serves metrics; this one listens on a port of its own.
  exporters: { "second-gateway": { image: imageOf("pushgateway"), port: 9091 } },
  grafana: { users: [{ login: "viewer", email: "viewer@example.com", name: "A Viewer" }] },
};

let stack: TestStack;
let first: Run;
let password: string;
const userPassword = "first-password-of-the-viewer";
const smtpPassword = "password-of-the-mail-server";

const prometheus = () => prometheusApi(stack.url("prometheus"));
const grafanaAuth = () => ({ authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}` });
const scenario = (name: string) => fetch(stack.url("simulator", `/scenario/churn/${name}`), { method: "POST" });

beforeAll(async () => {
  stack = await TestStack.make(quick);
  await stack.run("secret", ["--grafanaUserPasswords"], JSON.stringify({ viewer: userPassword }));
  first = await stack.up();
  password = (await stack.run("password")).output.trim();
  console.log(`up from nothing: ${first.seconds.toFixed(1)} s`);
}, 300_000);

afterAll(() => stack?.destroy(), 60_000);

describe("up", () => {
  test("ends with where to go next", () => {
    for (const service of ["prometheus", "alertmanager", "grafana", "runbooks"] as const) {
      expect(first.output).toContain(stack.url(service));
    }
    expect(first.output).toContain("make password");
    expect(first.output).not.toContain(password);
  });

  test("every scrape target is up", async () => {
    const targets = await eventually("all targets up", 30, async () => {
      const all = await prometheus().targets();
      return all.every(({ health }) => health === "up") ? all : Promise.reject(new Error(JSON.stringify(all)));
    });
    expect(targets.map(({ scrapePool }) => scrapePool).sort()).toEqual([
      "alertmanager",
      "blackbox-exporter",
      "cadvisor",
      "grafana",
      "kafka_consumer",
      "kafka_consumer_health",
      "node-exporter",
      "prometheus",
      "pushgateway",
      "second-gateway",
    ]);
  });

  test("a second up changes nothing", async () => {
    const again = await stack.up();
    console.log(`unchanged up: ${again.seconds.toFixed(1)} s`);
    expect(again.output).toMatch(/Resources:\n\s+\d+ unchanged\n/);
  }, 400_000);

  test("node-exporter reports the machine's own interfaces and listens on the stack's gateway alone", async () => {
    const devices = await prometheus().query("node_network_up");
    const here = Object.keys((await import("node:os")).networkInterfaces()).filter(
      (name) => name !== "lo" && !/^(veth|br-|docker|cni)/.test(name),
    );
    expect(here.length).toBeGreaterThan(0);
    for (const name of here) expect(devices.map(({ metric }) => metric["device"])).toContain(name);
    const gateway = docker(
      "network",
      "inspect",
      stack.container("network"),
      "--format",
      "{{(index .IPAM.Config 0).Gateway}}",
    );
    expect(execFileSync("ss", ["-ltnH"], { encoding: "utf8" })).toContain(`${gateway}:9100`);
    await expect(fetch("http://127.0.0.1:9100/metrics")).rejects.toThrow();
  });

  test("cAdvisor knows the stack's containers by name", async () => {
    const series = await prometheus().query(`container_memory_usage_bytes{name="${stack.container("prometheus")}"}`);
    expect(series).not.toHaveLength(0);
  });

  test("what is published listens on loopback alone", () => {
    const ports = docker("ps", "--filter", `label=${stack.label}`, "--format", "{{.Ports}}")
      .split("\n")
      .join(", ")
      .split(", ");
    const published = ports.filter((port) => port.includes("->"));
    expect(published).toHaveLength(7);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("no container is privileged, and only those with a reason run as root", () => {
    const ids = docker("ps", "--all", "--filter", `label=${stack.label}`, "--quiet").split("\n");
    const facts = docker(
      "inspect",
      "--format",
      "{{.Name}} {{.Config.User}} {{.HostConfig.Privileged}} {{.HostConfig.CapDrop}}",
      ...ids,
    ).split("\n");
    expect(facts.length).toBeGreaterThan(15);
    for (const fact of facts) expect(fact).toMatch(/ false \[ALL\]$/);
    const roots = facts
      .filter((fact) => fact.includes(" 0:0 "))
      .map((fact) => fact.replace(/^\/pipeline-monitoring-t\w+-(\S+).*/, "$1"));
    for (const name of roots) expect(name).toMatch(/^cadvisor$|-configure$|-secrets$/);
  });
});

describe("an alert travels from a broken metric to a mail and back", () => {
  interface Mail {
    Content: { Headers: Record<string, string[]>; Body: string };
    MIME: { Parts: { Headers: Record<string, string[]>; Body: string }[] | null } | null;
  }

  const textOf = ({ Content, MIME }: Mail): string =>
    [Content.Body, ...(MIME?.Parts ?? []).map(({ Body }) => Body)]
      .join("\n")
      .replaceAll("=\r\n", "")
      .replaceAll("=3D", "=");

  async function mail(alert: string, status: "FIRING" | "RESOLVED"): Promise<string | undefined> {
    const { items } = await getJson<{ items: Mail[] }>(stack.url("mail", "/api/v2/messages?limit=200"));
    const subject = ({ Content }: Mail): string => Content.Headers["Subject"]?.[0] ?? "";
    const found = items.find((item) => subject(item).includes(`[${status}`) && subject(item).includes(`: ${alert}`));
    return found === undefined ? undefined : textOf(found);
  }

  const cases = [
    ["broker-lost", "ConsumerDisconnected"],
    ["model-not-loaded", "ModelNotLoaded"],
    ["error-burst", "HighErrorRate"],
    ["slow-processing", "HighProcessingLatency"],
    ["lag-growing", "ConsumerLagIncreasing"],
    ["silence", "LowThroughput"],
    ["lag-high", "ConsumerLagHigh"],
    ["crash", "ConsumerDown"],
  ] as const;

  test.each(cases)(
    "%s: %s",
    async (name, alert) => {
      await eventually("a healthy start", 60, async () =>
        (await prometheus().firing()).every((name) => name === "Watchdog") ? true : undefined,
      );
      await fetch(stack.url("mail", "/api/v1/messages"), { method: "DELETE" });
      const started = performance.now();
      const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
      expect((await scenario(name)).ok).toBe(true);
      await eventually(`${alert} firing`, 60, async () =>
        (await prometheus().firing()).includes(alert) ? true : undefined,
      );
      const firing = seconds();
      const text = await eventually(`mail of ${alert}`, 30, () => mail(alert, "FIRING"));
      console.log(`${alert}: firing after ${firing} s, mailed after ${seconds()} s`);
      const declared = simulated.flatMap(({ alerts }) => alerts.alerts).find((candidate) => candidate.name === alert);
      expect(text).toContain(declared?.summary);
      for (const label of ["Runbook", "Dashboard"]) {
        const link = text.match(new RegExp(`${label}: +(http\\S+)`))?.[1];
        expect(link, `the mail has no link to the ${label.toLowerCase()}`).toBeDefined();
        expect((await fetch(link ?? "", { headers: label === "Dashboard" ? grafanaAuth() : {} })).status).toBe(200);
      }
      expect((await scenario("healthy")).ok).toBe(true);
      await eventually(`mail that ${alert} is over`, 90, () => mail(alert, "RESOLVED"));
    },
    300_000,
  );

  test("each alert of the pipelines that are simulated has had its turn", () => {
    // Those that all pipelines share have their turn with the other pipelines.
    const declared = simulated.flatMap(({ alerts }) =>
      alerts.alerts.filter(({ runbooks }) => runbooks === undefined).map(({ name }) => name),
    );
    // ConsumerUnhealthy comes along with broker-lost and model-not-loaded.
    expect([...cases.map(([, alert]) => alert), "ConsumerUnhealthy"].sort()).toEqual([...declared].sort());
  });
});

describe("a drill", () => {
  test("follows an alert from a scenario to its mail and back, and tells the times", async () => {
    const { code, output } = await stack.run("drill", ["--alert=churn/ConsumerDisconnected"]);
    expect(output).toMatch(
      /\| churn\/ConsumerDisconnected +\| churn\/broker-lost +\| \d+ of \d+ s +\| \d+ of \d+ s +\| \d+ of \d+ s +\| \d+ of \d+ s +\| \d+ s +\| email-notifications +\|/,
    );
    console.log(output);
    expect(code).toBe(0);
  });

  test("posts an alert that nothing simulates, marked as a drill", async () => {
    const { code, output } = await stack.run("drill", ["--alert=monitoring/TargetAbsent"]);
    expect(output).toMatch(/\| monitoring\/TargetAbsent +\| posted +\| - of .*email-notifications/);
    expect(code).toBe(0);
  });

  test("of an alert that does not exist names those that do", async () => {
    const { code, output } = await stack.run("drill", ["--alert=churn/ConsumerDwn"]);
    expect(code).toBe(1);
    expect(output).toMatch(/^There is no alert churn\/ConsumerDwn, only .*churn\/ConsumerDown/);
  });
});

describe("a threshold changed in stack config", () => {
  const states = () =>
    docker("inspect", "--format", "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.RestartCount}}", ...running());
  const running = () => docker("ps", "--filter", `label=${stack.label}`, "--quiet").split("\n").sort();

  test("reaches the running rule; nothing is replaced but what carries it, and no scrape is missed", async () => {
    const before = states();
    const since = Date.now() / 1000;
    const alerts = structuredClone(quick.alerts) as Record<string, Record<string, Record<string, unknown>>>;
    alerts["churn"] = { ...alerts["churn"], HighErrorRate: { for: "3s", window: "10s", threshold: 0.42 } };
    stack.configure({ alerts });
    const preview = await stack.run("preview");
    expect(preview.code).toBe(0);
    const touched = new Set(
      [...preview.output.matchAll(/^\s*(?:\+-|~|\+|-|\+\+|--) ?(\S+):? .*\n?/gm)].map(([, type]) => type),
    );
    const named = [...preview.output.matchAll(/\[urn=urn:pulumi:\S+::(\S+)\]/g)].map(([, name]) => name);
    expect(
      [...new Set(named)].filter((name) => /-(validate|configure)$|churn-consumer$/.test(name ?? "")).sort(),
      preview.output,
    ).toEqual(
      [
        `pipeline-monitoring-${stack.name}-prometheus-configure`,
        `pipeline-monitoring-${stack.name}-prometheus-validate`,
        "grafana-content-churn-consumer",
      ].sort(),
    );
    expect(touched.size).toBeGreaterThan(0);

    const { seconds } = await stack.up();
    console.log(`up with one threshold changed: ${seconds.toFixed(1)} s`);
    expect((await prometheus().rule("HighErrorRate"))?.query).toContain("> 0.42");
    expect(states()).toBe(before);

    await sleep(2_000);
    const spent = Math.floor(Date.now() / 1000 - since);
    for (const job of ["prometheus", "kafka_consumer", "node-exporter"]) {
      const [series] = await prometheus().query(`count_over_time(up{job="${job}"}[${spent}s])`);
      // A scrape a second; the first and the last may fall outside the range.
      expect(Number(series?.value?.[1])).toBeGreaterThanOrEqual(spent - 2);
      expect((await prometheus().query(`min_over_time(up{job="${job}"}[${spent}s])`))[0]?.value?.[1]).toBe("1");
    }
  }, 400_000);
});

describe("secrets", () => {
  beforeAll(async () => {
    await stack.run("secret", ["--smtpPassword"], smtpPassword);
    stack.configure({ smtp: { smarthost: "mail:1025", from: "alertmanager@example.com", username: "alertmanager" } });
    await stack.up();
  }, 400_000);

  test("stand in plain text nowhere", async () => {
    const secrets = { password, userPassword, smtpPassword };
    const ids = docker("ps", "--all", "--filter", `label=${stack.label}`, "--quiet").split("\n");
    const places: Record<string, string> = {
      "docker inspect": docker("inspect", ...ids),
      "volume inspect": docker(
        "volume",
        "inspect",
        ...docker("volume", "ls", "--filter", `label=${stack.label}`, "--quiet").split("\n"),
      ),
      "what up printed": first.output,
      preview: (await stack.run("preview")).output,
      ...Object.fromEntries(
        ids.map((id) => [
          `log of ${id}`,
          execFileSync("sh", ["-c", `docker logs ${id} 2>&1`], { encoding: "utf8", maxBuffer: 1 << 28 }),
        ]),
      ),
      ...Object.fromEntries(
        filesBelow(join(stack.directory, "state")).map((file) => [file, readFileSync(file, "utf8")]),
      ),
    };
    expect(Object.keys(places).filter((place) => place.includes("/.pulumi/stacks/")).length).toBeGreaterThan(0);
    for (const [place, text] of Object.entries(places)) {
      for (const [name, secret] of Object.entries(secrets)) {
        expect(text.includes(secret), `${name} stands in ${place}`).toBe(false);
        expect(text.includes(Buffer.from(secret).toString("base64")), `${name} stands in ${place} as base64`).toBe(
          false,
        );
      }
    }
  }, 400_000);

  test("reach only the server's user", () => {
    const secretsOf = (service: string, user: string): string =>
      docker("exec", "--user", user, stack.container(service), "ls", "-ln", "/etc/pipeline-monitoring/secrets");
    expect(secretsOf("alertmanager", "65534:65534")).toMatch(/-r-------- +1 65534 +65534 .* smtp-password/);
    expect(secretsOf("grafana", "472:0")).toMatch(/-r-------- +1 472 +0 .* admin-password/);
    expect(() => secretsOf("grafana", "1000:1000")).toThrow("Permission denied");
  });

  test("stand in no file of containers or volumes that others than its owner can read", () => {
    const filter = ["--filter", `label=${stack.label}`, "--quiet"];
    const containers = docker("ps", "--all", ...filter).split("\n");
    const volumes = docker("volume", "ls", ...filter).split("\n");
    const directories = [
      ...docker("inspect", "--format", "{{.GraphDriver.Data.UpperDir}}", ...containers).split("\n"),
      ...docker("volume", "inspect", "--format", "{{.Mountpoint}}", ...volumes).split("\n"),
    ];
    const holding = directories.flatMap(filesBelow).filter((file) => readFileSync(file).includes(smtpPassword));
    expect(holding).not.toHaveLength(0);
    for (const file of holding) expect(statSync(file).mode & 0o077, file).toBe(0);
  });

  function filesBelow(directory: string): string[] {
    return readdirSync(directory, { recursive: true, encoding: "utf8" })
      .map((file) => join(directory, file))
      .filter((file) => lstatSync(file).isFile());
  }
});

const lookUpUser = () =>
  getJson(stack.url("grafana", "/api/users/lookup?loginOrEmail=kept"), { headers: grafanaAuth() });

describe("a crash", () => {
  test("of each container's process is over within 30 s, and costs nothing that was there 10 s before", async () => {
    const silence = {
      matchers: [{ name: "alertname", value: "Nothing", isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: "test",
      comment: "kept",
    };
    const json = { method: "POST", headers: { "content-type": "application/json" } };
    const { silenceID } = await getJson<{ silenceID: string }>(stack.url("alertmanager", "/api/v2/silences"), {
      ...json,
      body: JSON.stringify(silence),
    });
    await fetch(stack.url("pushgateway", "/metrics/job/batch"), { method: "PUT", body: "pushed_value 42\n" });
    const user = { login: "kept", email: "kept@example.com", name: "Kept", password: "a-password-of-a-user" };
    await getJson(stack.url("grafana", "/api/admin/users"), {
      ...json,
      headers: { ...json.headers, ...grafanaAuth() },
      body: JSON.stringify(user),
    });
    await sleep(10_000);
    const until = Math.floor(Date.now() / 1000) - 10;
    const count = async () =>
      (await prometheus().query(`count_over_time(up{job="prometheus"}[5m] @ ${until})`))[0]?.value?.[1];
    const samples = await count();

    const names = docker("ps", "--filter", `label=${stack.label}`, "--format", "{{.Names}}").split("\n");
    expect(names).toHaveLength(11);
    const pids = docker("inspect", "--format", "{{.State.Pid}}", ...names).split("\n");
    for (const pid of pids) process.kill(Number(pid), "SIGKILL");
    const killed = performance.now();
    await eventually("everything healthy again", 30, async () => {
      const format = "{{.State.Pid}} {{if .State.Health}}{{.State.Health.Status}}{{else}}unchecked{{end}}";
      const states = docker("inspect", "--format", format, ...names)
        .split("\n")
        .map((line) => line.split(" "));
      const well = ([pid = "0", health]: string[]): boolean =>
        pid !== "0" && !pids.includes(pid) && (health === "healthy" || health === "unchecked");
      return states.every(well) ? true : undefined;
    });
    console.log(`healthy ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill`);

    // A connection from before the kill may be closed under the first question.
    await eventually("the samples of before", 10, async () => ((await count()) === samples ? true : undefined));
    const silenceNow = () => getJson(stack.url("alertmanager", `/api/v2/silence/${silenceID}`));
    expect(await eventually("the silence", 10, silenceNow)).toMatchObject({ status: { state: "active" } });
    const pushed = async () => (await fetch(stack.url("pushgateway", "/metrics"))).text();
    expect(await eventually("the pushed metric", 10, pushed)).toMatch(/pushed_value\{.*\} 42/);
    expect(await eventually("Grafana's user", 10, lookUpUser)).toMatchObject({ login: "kept" });
  }, 400_000);
});

describe("down", () => {
  test("leaves no container, network or plug-in behind, and keeps the data", async () => {
    const down = await stack.run("down");
    expect(down.code, down.output).toBe(0);
    expect(docker("ps", "--all", "--filter", `label=${stack.label}`, "--quiet")).toBe("");
    expect(docker("network", "ls", "--filter", `label=${stack.label}`, "--quiet")).toBe("");
    expect(stack.processes()).toEqual([]);
    const volumes = docker("volume", "ls", "--filter", `label=${stack.label}`, "--format", "{{.Name}}").split("\n");
    expect(volumes.sort()).toEqual(
      ["alertmanager", "grafana", "prometheus", "pushgateway"].map((name) => stack.container(`${name}-data`)),
    );
  }, 400_000);

  test("and up brings it back with what it had", async () => {
    await stack.up();
    expect(
      await getJson(stack.url("grafana", "/api/users/lookup?loginOrEmail=kept"), { headers: grafanaAuth() }),
    ).toMatchObject({ login: "kept" });
    expect(
      Number((await prometheus().query(`count_over_time(up{job="prometheus"}[1h])`))[0]?.value?.[1]),
    ).toBeGreaterThan(60);
  }, 400_000);

  test("with --purge removes the data too", async () => {
    const down = await stack.run("down", ["--purge"]);
    expect(down.code, down.output).toBe(0);
    expect(docker("volume", "ls", "--filter", `label=${stack.label}`, "--quiet")).toBe("");
  }, 400_000);
});
