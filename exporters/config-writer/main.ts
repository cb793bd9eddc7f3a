import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import type { Plan } from "./plan.ts";
import { prune, switchTo, unlinkCurrent, unpack, writeRelease, writeSecrets } from "./release.ts";
import { eventually, reachability, reload } from "./server.ts";
import { differences } from "./verify.ts";

type Release = Extract<Plan["content"], { kind: "release" }>;

/** Writes what the plan names, puts it in force, and goes back to what was before if the server refuses it. */
async function apply({ source, bundle, volume, owner, content }: Plan): Promise<string> {
  if (bundle !== undefined) await unpack(bundle, source);
  switch (content.kind) {
    case "secrets":
      await writeSecrets(source, volume, owner);
      return "secrets written";
    case "release":
      return putInForce(source, volume, await writeRelease(source, volume, content.id, owner), content);
    default:
      return content satisfies never;
  }
}

async function putInForce(source: string, volume: string, name: string, { id, server }: Release): Promise<string> {
  const before = await switchTo(volume, name);
  if (server !== undefined && (await reachability(server.url)) === "answers") {
    try {
      if (server.reload !== undefined) await reload(server.url + server.reload);
      await eventually(() => differences(server.url, source, server.verify));
    } catch (error) {
      if (before === undefined) await unlinkCurrent(volume);
      else await switchTo(volume, before);
      if (server.reload !== undefined) await reload(server.url + server.reload).catch(() => undefined);
      throw new Error(`${(error as Error).message}; back to the configuration of before`);
    }
  }
  await prune(volume, name, before);
  return `release ${id} in force`;
}

const { values } = parseArgs({ options: { plan: { type: "string" } } });
try {
  if (values.plan === undefined) throw new Error("usage: config-writer --plan FILE");
  console.log(await apply(JSON.parse(await readFile(values.plan, "utf8")) as Plan));
} catch (error) {
  console.log((error as Error).message);
  process.exitCode = 1;
}
