import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Admin } from "@platformatic/kafka";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Broker, type Outside, startKafka } from "../support/kafka.ts";
import { consume, produce } from "../support/kafka-load.ts";
import { prometheusApi } from "../support/prometheus-api.ts";
import { docker, eventually, TestStack } from "../support/test-stack.ts";

const topic = "market.crypto.trades";
const group = "trade-aggregation";
const password = "lag-password-kept-secret";

let directory: string;
let stack: TestStack;
let broker: Broker | undefined;

/** The value of the only series of a query in the stack's Prometheus. */
async function value(query: string): Promise<number | undefined> {
  const [series, ...more] = await prometheusApi(stack.url("prometheus")).query(query);
  if (more.length > 0) throw new Error(`${query} has ${more.length + 1} series`);
  return series?.value === undefined ? undefined : Number(series.value[1]);
}

/** A key, and the certificate for an address that it signed itself. */
function certificateFor(address: string): Pick<Outside, "key" | "certificate"> {
  const [key, certificate] = ["key.pem", "certificate.pem"].map((file) => join(directory, file)) as [string, string];
  const { status, stderr } = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=kafka"],
      ...["-addext", `subjectAltName=IP:${address}`, "-keyout", key, "-out", certificate],
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  return { key: readFileSync(key, "utf8"), certificate: readFileSync(certificate, "utf8") };
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "monitoring-kafka-stack-"));
  stack = await TestStack.make({
    kafkaLag: { lost: { brokers: ["127.0.0.1:9"], pipeline: "churn", interval: "2s" } },
    prometheus: { scrapeInterval: "2s", scrapeTimeout: "2s" },
  });
  await stack.up();
});

afterAll(async () => {
  await stack.run("down", ["--purge"]);
  stack.destroy();
  await broker?.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("an exporter whose cluster is not there runs, and says so", async () => {
  const labels = '{job="kafka-lag-lost",pipeline="churn",service="kafka-lag-lost"}';
  await eventually("its health in Prometheus", 30, async () =>
    (await value(`up${labels}`)) === 1 && (await value(`kafka_lag_exporter_poll_success${labels}`)) === 0
      ? true
      : undefined,
  );
});

test("one that logs in by TLS tells the lag, and its password is nowhere but in its file", async () => {
  const [network] = JSON.parse(docker("network", "inspect", stack.container("network"))) as [
    { IPAM: { Config: [{ Gateway: string }] } },
  ];
  const gateway = network.IPAM.Config[0].Gateway;
  const tls = certificateFor(gateway);
  const address = `${gateway}:19094`;
  broker = await startKafka(join(directory, "kafka"), { address, username: "lag", password, ...tls });
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [broker.bootstrap] });
  await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
  const load = produce(broker.bootstrap, { [topic]: 1 }, 50);
  const consumer = await consume(broker.bootstrap, group, [topic]);
  await eventually("a commit", 30, async () => {
    const [offsets] = await admin.listConsumerGroupOffsets({ groups: [group] });
    return (offsets?.topics.length ?? 0) > 0 ? true : undefined;
  });
  await consumer.stop();
  const stopped = Date.now() / 1000;

  await stack.run("secret", ["--kafkaLagPasswords"], JSON.stringify({ trade: password }));
  stack.configure({
    kafkaLag: {
      trade: {
        brokers: [address],
        pipeline: "trade",
        interval: "2s",
        sasl: { username: "lag" },
        tls: true,
        ca: tls.certificate,
      },
    },
  });
  await stack.up();
  const seconds = `kafka_consumergroup_lag_seconds{consumergroup="${group}",topic="${topic}",partition="0",pipeline="trade"}`;
  const lag = await eventually("lag in Prometheus", 60, () => value(seconds));
  const age = Date.now() / 1000 - stopped;
  console.log(`stopped ${age.toFixed(1)} s ago, lag in Prometheus ${lag.toFixed(1)} s`);
  expect(Math.abs(lag - age)).toBeLessThan(8);

  const container = stack.container("kafka-lag-trade");
  expect(docker("inspect", container)).not.toContain(password);
  expect(docker("logs", container)).not.toContain(password);
  expect(docker("inspect", "--format", "{{.Config.User}} {{.HostConfig.PortBindings}}", container)).toBe(
    "1000:1000 map[]",
  );
  expect(docker("ps", "--all", "--format", "{{.Names}}")).not.toContain(stack.container("kafka-lag-lost"));
  await load.stop();
  await admin.close();
}, 400_000);
