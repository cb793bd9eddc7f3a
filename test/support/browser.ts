import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where browsers usually are; `CHROMIUM` names another. */
const places = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

/** A browser of this machine, if it has one. */
export async function findBrowser(): Promise<Browser | undefined> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

/** Whether a Grafana serves its web pages: one that was built without them has a page that loads nothing. */
export async function hasPages(url: string): Promise<boolean> {
  const html = await (await fetch(`${url}/login`)).text();
  const [, script] = /<script[^>]+src="([^"]*public\/build\/[^"]+\.js)"/.exec(html) ?? [];
  if (script === undefined) return false;
  const { ok, headers } = await fetch(new URL(script, `${url}/`));
  return ok && /javascript/.test(headers.get("content-type") ?? "");
}
