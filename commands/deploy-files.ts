import { resolve } from "node:path";
import { fileRows } from "../deploy/guide.ts";
import { deployFiles, examplePushgateway } from "../deploy/index.ts";
import { pipelines } from "../pipelines.ts";
import { writeOwnFiles } from "./own-files.ts";
import { command } from "./workspace.ts";

// Writes what users deploy beside their programs into a folder of their choice.
await command((_, flags) => {
  const given = new Map([...flags].map((flag) => flag.slice(2).split(/=(.*)/s) as [string, string]));
  const directory = given.get("dir");
  if (!directory) throw new Error("Name the folder to write to: make deploy-files DIR=../deploy");

  const named = given.get("pipeline")?.split(",") ?? pipelines.map(({ catalogue }) => catalogue.name);
  const known = new Map(pipelines.map(({ catalogue }) => [catalogue.name, catalogue]));
  const catalogues = named.map((name) => {
    const catalogue = known.get(name);
    if (catalogue === undefined) throw new Error(`There is no pipeline ${name}, only ${[...known.keys()].join(", ")}.`);
    return catalogue;
  });

  const files = deployFiles(catalogues, given.get("pushgateway") ?? examplePushgateway);
  if (files.size === 0) {
    console.log(`Nothing is to be deployed beside ${named.join(", ")}.`);
    return;
  }
  const texts = new Map([...files].map(([path, { text }]) => [path, text]));
  writeOwnFiles(resolve(directory), texts, (path) => named.some((name) => path.startsWith(`${name}/`)));
  console.log(table([["File", "For", "Where it goes"], ...fileRows(files)]));
  console.log(`${files.size} files in ${resolve(directory)}`);
});

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
