import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Tells which files of a folder are ours, and what was in them. */
const listName = ".pipeline-monitoring.json";

type Hashes = Readonly<Record<string, string>>;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Writes files into a folder that is empty, or that was written by this before. Nothing that somebody else put there or
 * changed is touched, and nothing is written unless all can be.
 * @param renewed of the files written before, those that these replace: what is no longer among them is removed
 */
export function writeOwnFiles(
  directory: string,
  files: ReadonlyMap<string, string>,
  renewed: (path: string) => boolean,
): void {
  const before = ownFiles(directory);
  const kept = Object.entries(before).filter(([path]) => !renewed(path));
  const foreign = [...new Set([...files.keys(), ...Object.keys(before).filter(renewed)])].filter((path) => {
    const file = join(directory, path);
    return existsSync(file) && hash(readFileSync(file, "utf8")) !== before[path];
  });
  if (foreign.length > 0) {
    throw new Error(
      `${directory} has files that others wrote or changed: ${foreign.sort().join(", ")}. Move them away, or name another folder.`,
    );
  }
  for (const path of Object.keys(before)) {
    if (renewed(path) && !files.has(path)) rmSync(join(directory, path), { force: true });
  }
  for (const [path, text] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const hashes = [...kept, ...[...files].map(([path, text]) => [path, hash(text)] as const)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  writeFileSync(join(directory, listName), `${JSON.stringify(Object.fromEntries(hashes), undefined, 2)}\n`);
}

/** What was written to the folder before. */
function ownFiles(directory: string): Hashes {
  if (!existsSync(directory)) return {};
  const list = join(directory, listName);
  if (existsSync(list)) {
    const hashes = JSON.parse(readFileSync(list, "utf8")) as Hashes;
    const outside = Object.keys(hashes).find((path) => path.startsWith("/") || path.split("/").includes(".."));
    if (outside !== undefined) throw new Error(`${list} names ${outside}, which is not in its folder.`);
    return hashes;
  }
  if (readdirSync(directory).length > 0) {
    throw new Error(`${directory} is not empty and was not written by this command. Name an empty or a new folder.`);
  }
  return {};
}
