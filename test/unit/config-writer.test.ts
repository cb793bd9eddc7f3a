import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ExpectedRule, Verification } from "../../exporters/config-writer/plan.ts";
import { differences } from "../../exporters/config-writer/verify.ts";
import { ConfigServer } from "../support/unit-config-server.ts";
import { look, owner, releaseFiles, Volume, type WriterRun, watched } from "../support/unit-config-volume.ts";

let volume: Volume;
let server: ConfigServer;
beforeEach(async () => {
  volume = new Volume();
  server = await ConfigServer.listen(volume.path, "server.yml");
});
afterEach(async () => {
  await server.close();
  volume.destroy();
});

const served: Verification = { kind: "served", path: "/config", file: "server.yml" };
const reloaded = (verify: Verification = served) => ({ url: server.url, reload: "/-/reload", verify });
const done = (output: string): WriterRun => ({ code: 0, output: `${output}\n`, errors: "" });

/** One line that says why, on the output that the deployment shows, and an exit code of 1. */
function expectFailure({ code, output, errors }: WriterRun, reason: string | RegExp): void {
  expect(code).toBe(1);
  expect(errors).toBe("");
  expect(output).toMatch(/^[^\n]+\n$/);
  expect(output).toMatch(reason);
  expect(output).not.toMatch(/\.mjs:\d+|^\s+at |\[object Object\]/m);
}

describe("a release", () => {
  test("is written whole, for the server's user alone, and put in force", async () => {
    expect(await volume.release("one")).toEqual(done("release one in force"));
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
    const { uid, gid } = owner;
    const [directory, file] = [`750 ${uid}:${gid}`, `440 ${uid}:${gid}`];
    expect(volume.modes("releases")).toEqual({
      releases: directory,
      "releases/one": directory,
      "releases/one/server.yml": file,
      "releases/one/rules": directory,
      "releases/one/rules/a.yml": file,
      "releases/one/rules/deep": directory,
      "releases/one/rules/deep/b.yml": file,
    });
    expect(volume.modes("")[""]).toBe(directory);
  });

  test("leaves nothing half-written beside it, even where a killed run did", async () => {
    mkdirSync(join(volume.path, "releases/.one/old"), { recursive: true });
    symlinkSync("releases/nowhere", join(volume.path, ".current"));
    expect(await volume.release("one")).toEqual(done("release one in force"));
    expect(volume.releases).toEqual(["one"]);
    expect(volume.has("releases/one/old")).toBe(false);
    expect(Object.keys(volume.modes("")).filter((path) => /(^|\/)\./.test(path))).toEqual([]);
  });

  test("has only what its source has", async () => {
    await volume.release("one");
    volume.fill({ "server.yml": "release: two\n" });
    await volume.apply({ kind: "release", id: "two" });
    expect(volume.read("current/server.yml")).toBe("release: two\n");
    expect(volume.has("current/rules")).toBe(false);
  });

  test("may come in one file with all others, in whatever directories", async () => {
    const files = { "server.yml": "release: one\n", "rules/a/b.yml": "groups: []\n" };
    expect(await volume.bundled(files, { kind: "release", id: "one" })).toEqual(done("release one in force"));
    for (const [path, text] of Object.entries(files)) expect(volume.read(`current/${path}`)).toBe(text);
  });

  test("stays with the one before it; older ones go", async () => {
    for (const id of ["one", "two", "three"]) await volume.release(id);
    expect(volume.releases).toEqual(["three", "two"]);
    expect(look(volume.path)).toEqual({ release: "three", faults: [] });
    await volume.release("two");
    expect(volume.releases).toEqual(["three", "two-1"]);
    expect(look(volume.path)).toEqual({ release: "two", faults: [] });
  });

  test("replaces the one before in one step: whoever reads meanwhile finds a whole one", async () => {
    await volume.release("r0");
    const ids = Array.from({ length: 50 }, (_, index) => `r${index + 1}`);
    const { looks, faults, releases } = await watched(volume.path, async () => {
      for (const id of ids) expect(await volume.release(id)).toEqual(done(`release ${id} in force`));
    });
    expect([...faults]).toEqual([]);
    expect(looks).toBeGreaterThan(500);
    expect(releases.size).toBeGreaterThan(25);
    expect(volume.releases).toEqual(["r49", "r50"]);
  }, 120_000);
});

describe("a release that is written again", () => {
  beforeEach(() => volume.release("one"));

  test("never takes away the one in force: whoever reads meanwhile finds a whole one", async () => {
    const { looks, faults } = await watched(volume.path, async () => {
      for (let run = 0; run < 20; run++) expect(await volume.release("one")).toEqual(done("release one in force"));
    });
    expect([...faults]).toEqual([]);
    expect(looks).toBeGreaterThan(200);
    expect(volume.releases).toHaveLength(2);
  }, 120_000);

  test("mends what somebody changed by hand", async () => {
    writeFileSync(join(volume.path, "current/server.yml"), "something else");
    expect(await volume.release("one", reloaded())).toEqual(done("release one in force"));
    expect(volume.read("current/server.yml")).toBe("release: one\n");
  });

  test("and refused goes back to the very files that were in force", async () => {
    server.answers.push(500);
    expectFailure(await volume.release("one", reloaded()), "reload refused (500)");
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
  });
});

describe("the reader catches", () => {
  beforeEach(() => volume.release("one"));

  test("a link that is away for a moment", async () => {
    const { faults } = await watched(volume.path, async () => {
      const link = join(volume.path, "current");
      rmSync(link);
      await sleep(20);
      symlinkSync("releases/one", link);
      await sleep(20);
    });
    expect([...faults]).toEqual(["ENOENT"]);
  });

  test("a release that lacks a file, and one whose file is another's or not whole", () => {
    cpSync(join(volume.path, "releases/one"), join(volume.path, "releases/two"), { recursive: true });
    rmSync(join(volume.path, "current"));
    symlinkSync("releases/two", join(volume.path, "current"));
    expect(look(volume.path).faults).toEqual([
      "server.yml is not that of two",
      "rules/a.yml is not that of two",
      "rules/deep/b.yml is not that of two",
    ]);
    writeFileSync(join(volume.path, "current/rules/a.yml"), "release: two\n# fil");
    expect(look(volume.path).faults).toContain("rules/a.yml is not whole");
    rmSync(join(volume.path, "current/server.yml"));
    expect(look(volume.path).faults).toEqual(["ENOENT"]);
  });
});

describe("a server", () => {
  test("is told to reload, and asked what it runs", async () => {
    expect(await volume.release("one", reloaded())).toEqual(done("release one in force"));
    expect(server.reloads).toBe(1);
    expect(String(server.loaded)).toBe(releaseFiles("one")["server.yml"]);
  });

  test("that reads its files when it needs them is only asked", async () => {
    server.loaded = Buffer.from(releaseFiles("one")["server.yml"] ?? "");
    expect(await volume.release("one", { url: server.url, verify: served })).toEqual(done("release one in force"));
    expect(server.reloads).toBe(0);
  });

  test("that refuses the reload goes back to what it had, and keeps it", async () => {
    await volume.release("one", reloaded());
    server.answers.push(500);
    expectFailure(
      await volume.release("two", reloaded()),
      /^reload refused \(500\): failed to reload config: bad file; back to the configuration of before\n$/,
    );
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
    // Refused, then told to take what it had.
    expect(server.reloads).toBe(3);
    expect(String(server.loaded)).toBe(releaseFiles("one")["server.yml"]);
  });

  test("that refuses even what it had still leaves that in force", async () => {
    await volume.release("one", reloaded());
    server.answers.push(500, 503);
    expectFailure(await volume.release("two", reloaded()), "reload refused (500)");
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
  });

  test("that refuses its first release is left without one", async () => {
    server.answers.push(400);
    expectFailure(await volume.release("one", reloaded()), "reload refused (400)");
    expect(volume.has("current")).toBe(false);
  });

  test("that says it reloaded but runs something else goes back", async () => {
    await volume.release("one", reloaded());
    server.honest = false;
    expectFailure(
      await volume.release("two", reloaded()),
      /^the server does not run what was written: \/config is an old one; back to the configuration of before\n$/,
    );
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
    expect(server.reloads).toBe(3);
  });

  test("is right again with the next release", async () => {
    await volume.release("one", reloaded());
    server.answers.push(500);
    await volume.release("two", reloaded());
    expect(await volume.release("three", reloaded())).toEqual(done("release three in force"));
    expect(volume.releases).toEqual(["one", "three"]);
    expect(String(server.loaded)).toBe(releaseFiles("three")["server.yml"]);
  });

  test("that does not exist yet finds its first release when it starts", async () => {
    const absent = { url: "http://prometheus.invalid:9090", reload: "/-/reload", verify: served };
    expect(await volume.release("one", absent)).toEqual(done("release one in force"));
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
  });

  test("that is about to answer is waited for", async () => {
    const port = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, "127.0.0.1", () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => resolve(free));
      });
    });
    const writing = volume.release("one", { url: `http://127.0.0.1:${port}`, reload: "/-/reload", verify: served });
    await sleep(700);
    const late = await ConfigServer.listen(volume.path, "server.yml", port);
    try {
      expect(await writing).toEqual(done("release one in force"));
      expect(late.reloads).toBe(1);
    } finally {
      await late.close();
    }
  });
});

describe("secrets", () => {
  // Whoever is not root cannot write into a directory of mode 500, as the writer's capabilities let it.
  const asRoot = process.getuid?.() === 0;

  test("can be read by the server's user alone, and those of other names stay", async () => {
    const { uid, gid } = owner;
    for (const name of ["smtp-password", "admin-password"]) {
      volume.fill({ [name]: `secret of ${name}` });
      const run = await volume.apply({ kind: "secrets" });
      if (asRoot) expect(run).toEqual(done("secrets written"));
      else expectFailure(run, "EACCES");
    }
    expect(volume.modes("secrets")).toEqual({
      secrets: `500 ${uid}:${gid}`,
      ...(asRoot
        ? { "secrets/smtp-password": `400 ${uid}:${gid}`, "secrets/admin-password": `400 ${uid}:${gid}` }
        : {}),
    });
    if (asRoot) expect(volume.read("secrets/smtp-password")).toBe("secret of smtp-password");
  });

  test("are replaced, and never printed", async () => {
    for (const value of ["hunter2", "hunter3"]) {
      volume.fill({ "smtp-password": value });
      const { output, errors } = await volume.apply({ kind: "secrets" });
      expect(output + errors).not.toContain("hunter");
      if (asRoot) expect(volume.read("secrets/smtp-password")).toBe(value);
    }
  });
});

describe("a failure is one line and exit code 1", () => {
  test("without a plan", async () => {
    expectFailure(await volume.run([]), "usage: config-writer --plan FILE");
  });

  test("with a plan that is not there, or none", async () => {
    expectFailure(await volume.run(["--plan", "/nowhere/plan.json"]), /ENOENT.*plan\.json/);
    const file = join(volume.path, "plan.json");
    writeFileSync(file, "{");
    expectFailure(await volume.run(["--plan", file]), /JSON/);
  });

  test("without a source, and what was in force stays", async () => {
    await volume.release("one");
    rmSync(volume.source, { recursive: true });
    expectFailure(await volume.apply({ kind: "release", id: "two" }), /ENOENT.*source/);
    expect(look(volume.path)).toEqual({ release: "one", faults: [] });
  });

  test("without a volume", async () => {
    volume.fill(releaseFiles("one"));
    rmSync(volume.path, { recursive: true });
    writeFileSync(volume.path, "a file");
    expectFailure(await volume.apply({ kind: "release", id: "one" }), /ENOTDIR|EEXIST/);
  });
});

describe("reading back finds", () => {
  const rule: ExpectedRule = {
    group: "g",
    name: "Down",
    query: "up  ==\n0",
    seconds: 60,
    labels: { severity: "critical" },
    annotations: { summary: "down" },
  };
  const active = { ...rule, query: "up == 0", duration: 60 };
  const prometheus: Verification = { kind: "prometheus", rules: [rule], jobs: ["a", "b"] };

  beforeEach(() => {
    volume.fill(releaseFiles("one"));
    server.loaded = Buffer.from(releaseFiles("one")["server.yml"] ?? "");
    server.running = { rules: [active], jobs: ["b", "a"] };
  });
  const found = (verify: Verification) => differences(server.url, volume.source, verify);

  test("no difference where there is none", async () => {
    expect(await found(prometheus)).toEqual([]);
    expect(await found(served)).toEqual([]);
    expect(await found({ kind: "gauge", metric: "config_good" })).toEqual([]);
    expect(await found({ kind: "alertmanager", file: "server.yml" })).toEqual([]);
  });

  test.each([
    ["a missing rule", { rules: [] }, "rule g/Down is missing"],
    ["a rule too many", { rules: [active, { ...active, name: "Up" }] }, "rule g/Up should not be there"],
    ["another query", { rules: [{ ...active, query: "up == 1" }] }, "rule g/Down is another"],
    ["another for", { rules: [{ ...active, duration: 61 }] }, "rule g/Down is another"],
    ["another label", { rules: [{ ...active, labels: { severity: "info" } }] }, "rule g/Down is another"],
    ["another text", { rules: [{ ...active, annotations: {} }] }, "rule g/Down is another"],
    ["a missing job", { jobs: ["a"] }, "scrape jobs are a"],
    ["another job", { jobs: ["a", "c"] }, "scrape jobs are a, c"],
  ])("%s", async (_, running, difference) => {
    server.running = { ...server.running, ...running };
    expect(await found(prometheus)).toEqual([difference]);
  });

  test("a file that is not served, a hash of another file, a gauge that is 0 or missing", async () => {
    server.loaded = Buffer.from("old");
    server.honest = false;
    expect(await found(served)).toEqual(["/config is an old one"]);
    expect((await found({ kind: "alertmanager", file: "server.yml" })).join()).toMatch(
      /^alertmanager_config_hash is \d+, not \d+$/,
    );
    expect(await found({ kind: "gauge", metric: "config_good" })).toEqual(["config_good is not 1"]);
    expect(await found({ kind: "gauge", metric: "config" })).toEqual(["config is not 1"]);
    await expect(found({ ...served, path: "/nothing" })).rejects.toThrow("/nothing answers 404");
  });
});
