import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Page } from "./path.ts";

/** Reads every runbook page below a directory, by default those beside this file, in the order of their paths. */
export function readPages(directory: string = import.meta.dirname): readonly Page[] {
  const pages = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({
      path: file.split(sep).join("/"),
      markdown: readFileSync(join(directory, file), "utf8"),
    }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  if (pages.length === 0) throw new Error(`no runbook pages in ${directory}`);
  return pages;
}
