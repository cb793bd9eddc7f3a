// Uses each metric of a rendered module's class as a plan says, and prints its pages before and after.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const plan = JSON.parse(readFileSync(0, "utf8"));
const { register, Registry } = await import(pathToFileURL(join(plan.directory, "client.mjs")).href);
const module = await import(pathToFileURL(join(plan.directory, plan.module)).href);
const metrics = new module[plan.className](new Registry());
for (const labels of plan.begins) metrics.begin(labels);
const server = await metrics.start(0, "127.0.0.1");

const page = async () => (await fetch(`http://127.0.0.1:${server.address().port}/metrics`)).text();
const methods = { counter: "inc", gauge: "set", histogram: "observe" };

function update({ type, method, labels: own, value }, labels) {
  if (type === "info") return metrics[method](labels);
  const series = Object.keys(own).length > 0 ? metrics[method](labels) : metrics[method];
  return series[methods[type]](value);
}

function isRefused(metric, label) {
  try {
    update(metric, { ...metric.labels, [label]: "no such value" });
  } catch (error) {
    return error instanceof RangeError && error.message.includes(label);
  }
  return false;
}

const before = await page();
for (const metric of plan.metrics) update(metric, metric.labels);
const accepted = plan.metrics.flatMap((metric) =>
  metric.closed.filter((label) => !isRefused(metric, label)).map((label) => [metric.name, label]),
);
const after = await page();
const leaked = plan.metrics.map(({ name }) => name).filter((name) => register.getSingleMetric(name) !== undefined);
console.log(JSON.stringify({ before, after, accepted, leaked }));
server.close();
