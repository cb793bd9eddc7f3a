import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { pipelines } from "../../pipelines.ts";
import { sharedRunbooks } from "../../rules/alerts/standard.ts";
import { grafanaAlerts, grafanaRunbooks } from "../../rules/grafana/alerts.ts";
import { seriesOf } from "../../rules/soundness.ts";
import {
  alertPage,
  checkCoverage,
  checkLinks,
  checkQueries,
  checkSections,
  checkSilence,
  checkTuning,
  requiredSections,
} from "../../runbooks/check.ts";
import { outline } from "../../runbooks/markdown.ts";
import { readPages } from "../../runbooks/pages.ts";
import { type Page, pagePath, runbookPath } from "../../runbooks/path.ts";
import { renderSite } from "../../runbooks/site.ts";

const pages = readPages();
const allAlerts = pipelines.map(({ alerts }) => alerts);
const grafanaPages = grafanaAlerts.map(({ name }) => pagePath(grafanaRunbooks, name));

function pageOf(path: string): Page {
  const found = pages.find((page) => page.path === path);
  if (found === undefined) throw new Error(`no page ${path}`);
  return found;
}

/** The page with a part of its text replaced, which must be there. */
function broken(page: Page, from: string, to: string): Page {
  if (!page.markdown.includes(from)) throw new Error(`${page.path} does not contain ${from}`);
  return { ...page, markdown: page.markdown.replaceAll(from, to) };
}

const cases = pipelines.flatMap((pipeline) =>
  pipeline.alerts.alerts.map((alert) => ({ path: alertPage(pipeline.catalogue.name, alert), alert, pipeline })),
);
const [sample] = cases.filter(({ alert }) => alert.name === "HighErrorRate");
if (sample === undefined) throw new Error("the sample alert is gone");
const samplePage = pageOf(sample.path);

/** What a shell says of the page's commands, and placeholders that nobody can paste. */
const shellFaults = (page: Page): readonly string[] =>
  outline(page)
    .codeBlocks.filter(({ language }) => language === "bash")
    .flatMap(({ text }) => {
      const placeholder = /<[a-z-]+>/.exec(text)?.[0];
      if (placeholder !== undefined) return [`has the placeholder ${placeholder}`];
      try {
        execFileSync("bash", ["-n"], { input: text, stdio: ["pipe", "ignore", "pipe"] });
        return [];
      } catch (error) {
        return [String(error)];
      }
    });

describe("runbook pages", () => {
  test("every alert has a page and no page is an orphan", () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(checkCoverage(pages, allAlerts, grafanaPages)).toEqual([]);
  });

  test.each(grafanaAlerts)("$name, of Grafana's own, has its title and sections", (alert) => {
    expect(checkSections(pageOf(pagePath(grafanaRunbooks, alert.name)), alert)).toEqual([]);
  });

  test.each(cases)("$path has its title and sections", ({ path, alert }) => {
    expect(checkSections(pageOf(path), alert)).toEqual([]);
  });

  test.each(cases)("$path silences its own alert", ({ path, alert, pipeline }) => {
    expect(checkSilence(pageOf(path), pipeline.catalogue.name, alert)).toEqual([]);
  });

  test.each(cases)("$path has queries to paste", ({ path }) => {
    expect(outline(pageOf(path)).codeBlocks.map(({ language }) => language)).toContain("promql");
  });

  test.each(pages)("$path asks only for what exists", (page) => {
    // What pipelines share asks only for what every Prometheus has.
    const owner = [sharedRunbooks, grafanaRunbooks].some((folder) => page.path.startsWith(`${folder}/`))
      ? "monitoring"
      : page.path.split("/")[0];
    const pipeline = pipelines.find(({ catalogue }) => catalogue.name === owner);
    if (pipeline === undefined) throw new Error(`${page.path} belongs to no pipeline`);
    expect(checkQueries(page, seriesOf(pipeline))).toEqual([]);
  });

  test.each(pages)("$path names only settings that exist, and its alert's numbers", (page) => {
    expect(checkTuning(page, allAlerts)).toEqual([]);
  });

  test.each(pages)("$path has commands a shell can read, in blocks of a known language", (page) => {
    expect(shellFaults(page)).toEqual([]);
    for (const { language } of outline(page).codeBlocks) expect(["bash", "promql", "yaml"]).toContain(language);
  });

  test("every relative link resolves", () => {
    expect(checkLinks(pages)).toEqual([]);
  });
});

describe("the checks catch", () => {
  const { alert, pipeline, path } = sample;
  const name = pipeline.catalogue.name;

  test("a missing page and an orphan", () => {
    const orphan = { path: `${name}/Forgotten.md`, markdown: "# Forgotten\n\nNobody comes here." };
    const without = pages.filter((page) => page.path !== path);
    expect(checkCoverage([...without, orphan], allAlerts, grafanaPages)).toEqual([
      `${path} is missing`,
      `${name}/Forgotten.md is an orphan`,
    ]);
  });

  test.each(requiredSections)("a page without the section %s", (section) => {
    expect(checkSections(broken(samplePage, `## ${section}`, "## Other"), alert)).toEqual([
      `lacks the section ${section}`,
    ]);
  });

  test("another title, and sections in another order or twice", () => {
    expect(checkSections(broken(samplePage, `# ${alert.name}\n`, "# Other\n"), alert)).toEqual([
      `is titled Other, not ${alert.name}`,
    ]);
    const swapped = broken(
      broken(broken(samplePage, "## Impact", "## X"), "## What it means", "## Impact"),
      "## X",
      "## What it means",
    );
    expect(checkSections(swapped, alert)).toEqual(["has its sections in another order, or twice"]);
    expect(checkSections({ path, markdown: `${samplePage.markdown}\n## Impact\n` }, alert)).toEqual([
      "has its sections in another order, or twice",
    ]);
  });

  test.each([
    ["](ModelNotLoaded.md)", "](ModelLoaded.md)", "ModelLoaded.md"],
    ["#read-or-change-a-threshold", "#change-it", "troubleshooting.md#change-it"],
    ["](ModelNotLoaded.md)", "](#nowhere)", "#nowhere"],
  ])("a link that leads nowhere: %s -> %s", (from, to, href) => {
    const others = pages.filter((page) => page.path !== path);
    expect(checkLinks([...others, broken(samplePage, from, to)])).toEqual([
      `${path} links to ${href}, which does not exist`,
    ]);
  });

  test.each([
    ["[5m])) / sum", "[5m]) / sum", "does not parse"],
    ["kafka_messages_failed_total", "kafka_messages_lost_total", "not in the catalogue"],
    ['status="failed"', 'status="broken"', "can never match"],
    ["error_type)", "errortype)", "groups by errortype"],
  ])("a query that cannot work: %s -> %s", (from, to, fault) => {
    const faults = checkQueries(broken(samplePage, from, to), seriesOf(pipeline));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join("\n")).toContain(fault);
  });

  test.each([
    [`alertname=${alert.name}`, "alertname=HighErrorRates"],
    [`pipeline=${name}`, "pipeline=others"],
    ["--duration=", "--length="],
    ["--comment=", "--remark="],
  ])("a silence without %s", (from, to) => {
    const faults = checkSilence(broken(samplePage, from, to), name, alert);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`silences without ${from}`);
  });

  test("a page that does not say how to silence", () => {
    expect(checkSilence(broken(samplePage, "silence add", "silence query"), name, alert)).toEqual([
      "has no amtool command that adds a silence",
    ]);
  });

  test("a setting that does not exist, which also leaves a number out", () => {
    expect(checkTuning(broken(samplePage, `${alert.name}.minimumRate`, `${alert.name}.least`), allAlerts)).toEqual([
      `names the setting alerts.${name}.${alert.name}.least, which does not exist`,
      `does not say where alerts.${name}.${alert.name}.minimumRate is set`,
    ]);
  });

  test("commands that a shell cannot read, and placeholders", () => {
    expect(shellFaults(broken(samplePage, "jq -r '", "jq -r "))).toHaveLength(1);
    expect(shellFaults(broken(samplePage, "logs/kafka_consumer.log", "<file>"))).toEqual([
      "has the placeholder <file>",
    ]);
  });

  test("a page without title or first paragraph", () => {
    expect(() => outline({ path, markdown: "## What it means\n\nText." })).toThrow("has no title");
    expect(() => outline({ path, markdown: "# Title\n" })).toThrow("has no first paragraph");
  });
});

describe("the rendered site", () => {
  const site = renderSite(pages);
  const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? "");

  test("has a file for each page and the index, at the path that alerts link", () => {
    expect(site.size).toBe(pages.length + 1);
    for (const { alert, pipeline } of cases)
      expect([...site.keys()]).toContain(runbookPath(alert.runbooks ?? pipeline.catalogue.name, alert.name));
    expect(runbookPath("churn", "ConsumerDown")).toBe("churn/ConsumerDown.html");
  });

  test("lists every page with its summary, by pipeline", () => {
    const index = site.get("index.html") ?? "";
    expect(index).toContain('<h2 id="churn">churn</h2>');
    expect(hrefs(index)).toEqual(pages.map(({ path }) => path.replace(/md$/, "html")));
    expect(index).toContain("ConsumerDown</a>: Prometheus cannot scrape the churn consumer");
  });

  test("links only to its own files and headings", () => {
    for (const [path, html] of site) {
      for (const href of hrefs(html)) {
        const [file = "", anchor] = href.split("#");
        const target = file === "" ? path : posix.join(posix.dirname(path), file);
        expect([...site.keys()], `${path} -> ${href}`).toContain(target);
        if (anchor !== undefined) expect(site.get(target)).toContain(`id="${anchor}"`);
      }
    }
  });

  test("every page has a title, the way back, and asks nothing of other servers", () => {
    for (const { path } of pages) {
      const html = site.get(path.replace(/md$/, "html")) ?? "";
      expect(html).toContain(`<title>${outline(pageOf(path)).title} - Runbooks</title>`);
      expect(hrefs(html)[0]).toBe("../index.html");
      expect(html).toContain("default-src 'none'");
      expect(html).not.toMatch(/<(script|img|link|iframe)|url\(|@import/);
    }
  });

  test("shows raw HTML instead of passing it on", () => {
    const files = renderSite([
      { path: "a/B.md", markdown: "# B <i>x</i>\n\nText <b>bold</b>.\n\n<script>alert(1)</script>\n" },
    ]);
    for (const html of files.values()) expect(html).not.toMatch(/<(script|b|i)>/);
    expect(files.get("a/B.html")).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("refuses two pages at one place", () => {
    expect(() => renderSite([{ path: "index.md", markdown: "# A\n\nText." }])).toThrow(
      "two pages render to index.html",
    );
  });

  test("is the same for the same pages", () => {
    expect([...renderSite(readPages())]).toEqual([...site]);
  });
});

test("a directory without pages is refused", () => {
  expect(() => readPages(import.meta.dirname)).toThrow("no runbook pages");
});
