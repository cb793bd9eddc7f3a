import { chmod, chown, cp, mkdir, readdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plan } from "./plan.ts";

type Owner = Plan["owner"];

/** Writes the files of a bundle to a directory. */
export async function unpack(bundle: string, source: string): Promise<void> {
  const files = JSON.parse(await readFile(bundle, "utf8")) as Readonly<Record<string, string>>;
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(source, path)), { recursive: true });
    await writeFile(join(source, path), text);
  }
}

/** Writes the files as a release beside those that exist, whole or not at all; returns the name it has there. */
export async function writeRelease(source: string, volume: string, id: string, owner: Owner): Promise<string> {
  const releases = join(volume, "releases");
  await mkdir(releases, { recursive: true });
  await own(volume, owner, 0o750);
  await own(releases, owner, 0o750);
  const present = await readdir(releases);
  // One with this id may be in force: it stays as it is until the link no longer leads to it.
  const names = [id, ...present.map((_, index) => `${id}-${index + 1}`)];
  const name = names.find((free) => !present.includes(free)) as string;
  const beside = join(releases, `.${id}`);
  await rm(beside, { recursive: true, force: true });
  await cp(source, beside, { recursive: true });
  await ownAll(beside, owner);
  await rename(beside, join(releases, name));
  return name;
}

/** Puts a release in force; returns the one that was before, if any. */
export async function switchTo(volume: string, name: string): Promise<string | undefined> {
  const link = join(volume, "current");
  const before = await readlink(link).then(
    (target) => target.replace(/^releases\//, ""),
    () => undefined,
  );
  const beside = join(volume, ".current");
  await rm(beside, { force: true });
  await symlink(join("releases", name), beside);
  // A rename replaces the old link in one step: a reader sees the old release or the new one.
  await rename(beside, link);
  return before;
}

/** Takes the link away again, where a first release turned out bad. */
export const unlinkCurrent = (volume: string): Promise<void> => rm(join(volume, "current"), { force: true });

/** Removes the releases that are neither in force nor the one to go back to. */
export async function prune(volume: string, inForce: string, before: string | undefined): Promise<void> {
  const releases = join(volume, "releases");
  const old = (await readdir(releases)).filter((name) => name !== inForce && name !== before);
  await Promise.all(old.map((name) => rm(join(releases, name), { recursive: true, force: true })));
}

/** Replaces secrets one by one, each whole or not at all. */
export async function writeSecrets(source: string, volume: string, owner: Owner): Promise<void> {
  const directory = join(volume, "secrets");
  await mkdir(directory, { recursive: true });
  await own(volume, owner, 0o750);
  await own(directory, owner, 0o500);
  for (const name of await readdir(source)) {
    const beside = join(directory, `.${name}`);
    await cp(join(source, name), beside);
    await own(beside, owner, 0o400);
    await rename(beside, join(directory, name));
  }
}

async function own(path: string, { uid, gid }: Owner, mode: number): Promise<void> {
  await chmod(path, mode);
  await chown(path, uid, gid);
}

async function ownAll(directory: string, owner: Owner): Promise<void> {
  await own(directory, owner, 0o750);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await ownAll(path, owner);
    else await own(path, owner, 0o440);
  }
}
