import { describe, expect, test } from "vitest";
import { sampleLimit } from "../../catalogue/job.ts";
import { kafkaLagJob, kafkaLagMetrics } from "../../catalogue/kafka-lag.ts";
import { renderPrometheus, scrapeJobs } from "../../rules/scrape.ts";
import { SettingsError } from "../../settings/fault.ts";
import { neededSecrets } from "../../settings/secrets.ts";
import { devSettings } from "../support/unit-config.ts";
import { kafkaCluster } from "../support/unit-kafka-cluster.ts";

const least = { brokers: ["kafka.example.com:9092"], pipeline: "trade" };

/** What is wrong with the settings, by path. */
function faults(changes: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  try {
    devSettings(changes);
    return {};
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.faults.map(({ path, allowed }) => [path, allowed]));
  }
}

describe("the settings of a cluster", () => {
  test("are none, one or several", () => {
    expect(devSettings().kafkaLag).toEqual({});
    expect(devSettings({ "kafkaLag.a": kafkaCluster }).kafkaLag["a"]).toEqual(kafkaCluster);
    expect(devSettings({ kafkaLag: { a: least, b: kafkaCluster } }).kafkaLag["a"]).toEqual({
      ...least,
      groups: ".+",
      topics: "^[^_].*",
      interval: "15s",
      tls: false,
      memoryMiB: 256,
      cpus: 0.25,
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, string, RegExp | string]>([
    ["no brokers", { brokers: [] }, "kafkaLag.x.brokers", /at least 1/],
    ["a broker without a port", { brokers: ["a"] }, "kafkaLag.x.brokers.0", /^host:port/],
    ["no pipeline", { pipeline: undefined }, "kafkaLag.x.pipeline", /string/],
    ["a pattern that is none", { groups: "(" }, "kafkaLag.x.groups", /a regular expression/],
    ["an empty pattern", { topics: "" }, "kafkaLag.x.topics", /a regular expression/],
    ["an interval under a second", { interval: "100ms" }, "kafkaLag.x.interval", /at least 1s/],
    ["a login without a name", { sasl: {} }, "kafkaLag.x.sasl.username", /string/],
    ["an unknown mechanism", { sasl: { username: "u", mechanism: "GSSAPI" } }, "kafkaLag.x.sasl.mechanism", /PLAIN/],
    ["a password", { sasl: { username: "u", password: "p" } }, "kafkaLag.x.sasl.password", /^no such key/],
    ["a password in the clear", { sasl: { username: "u", mechanism: "PLAIN" } }, "kafkaLag.x.tls", /^true with PLAIN/],
    ["certificates of no use", { ca: kafkaCluster.ca }, "kafkaLag.x.ca", "none without tls"],
    ["certificates that are none", { tls: true, ca: "/etc/ca.pem" }, "kafkaLag.x.ca", "certificates in PEM"],
  ])("refuse %s", (_, changes, path, allowed) => {
    const found = faults({ "kafkaLag.x": { ...least, ...changes } });
    expect(Object.keys(found)).toEqual([path]);
    expect(found[path]).toMatch(allowed);
  });

  test("refuse an exporter with the name of theirs", () => {
    const exporter = { image: "docker.io/example/exporter:1.0", port: 9200 };
    const found = faults({ "kafkaLag.x": least, "exporters.kafka-lag-x": exporter });
    expect(Object.keys(found)).toEqual(["exporters.kafka-lag-x"]);
    expect(faults({ "kafkaLag.x": least, "exporters.kafka-lag-y": exporter })).toEqual({});
  });

  test("need passwords where one logs in, and only there", () => {
    expect(neededSecrets(devSettings({ "kafkaLag.x": least }))).not.toContain("kafkaLagPasswords");
    expect(neededSecrets(devSettings({ "kafkaLag.x": kafkaCluster }))).toContain("kafkaLagPasswords");
  });
});

describe("the scrape job", () => {
  test("is one for each cluster, with its pipeline", () => {
    const settings = devSettings({ kafkaLag: { a: least, b: { ...least, pipeline: "k2" } } });
    const jobs = scrapeJobs(settings).filter(({ name }) => name.startsWith("kafka-lag-"));
    expect(jobs).toEqual([kafkaLagJob("a", "trade"), kafkaLagJob("b", "k2")]);
    expect(renderPrometheus(settings)).toMatch(/job_name: kafka-lag-a\n[\s\S]*kafka-lag-a:9308[\s\S]*pipeline: trade/);
  });

  test("has room for all that the exporter may show, and warns before it is used up", () => {
    const job = kafkaLagJob("a", "trade");
    expect(job.metrics).toBe(kafkaLagMetrics);
    expect(sampleLimit(job)).toBe((3 * 10_000 + 2 * 1_000 + 4) / 0.8);
  });
});
