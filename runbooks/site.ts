import { Marked } from "marked";
import { headingId, isRelative, outline, plainText } from "./markdown.ts";
import { htmlPath, type Page } from "./path.ts";

const siteTitle = "Runbooks";

const style = `
:root { color-scheme: light dark; --ink: #1d2329; --paper: #fff; --soft: #f1f3f5; --line: #d5dade; --link: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #dfe4e8; --paper: #15191d; --soft: #21272d; --line: #39424a; --link: #7ab7f5; }
}
body { max-width: 52rem; margin: 0 auto; padding: 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 1.8rem; border-bottom: 1px solid var(--line); }
code { font: 0.9em/1.4 ui-monospace, monospace; background: var(--soft); padding: 0.1em 0.25em; border-radius: 3px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0.6rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
`;

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

// The policy keeps a page from asking anything of anyone, whatever its text contains.
const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;

const markdown = new Marked({
  renderer: {
    // Raw HTML is shown, never passed on.
    html: ({ text }) => escapeHtml(text),
    heading({ depth, tokens }) {
      return `<h${depth} id="${headingId(plainText(tokens))}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const target = isRelative(href) ? href.replace(/\.md(?=#|$)/, ".html") : href;
      return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
    },
  },
});

const render = (text: string): string => markdown.parse(text, { async: false });

/** The folder a page lies in: its pipeline. */
const pipelineOf = (path: string): string => path.split("/").slice(0, -1).join("/");

function renderPage({ path, markdown: text }: Page): string {
  const up = "../".repeat(path.split("/").length - 1);
  const { title } = outline({ path, markdown: text });
  return page(
    `${title} - ${siteTitle}`,
    `<nav><a href="${up}index.html">All runbooks</a></nav>\n<main>\n${render(text)}</main>`,
  );
}

function renderIndex(pages: readonly Page[]): string {
  const groups = Map.groupBy(pages, ({ path }) => pipelineOf(path));
  const sections = [...groups].map(([pipeline, members]) => {
    const entries = members.map((member) => {
      const { title, summary } = outline(member);
      return `<li><a href="${escapeHtml(htmlPath(member.path))}">${escapeHtml(title)}</a>: ${escapeHtml(summary)}</li>`;
    });
    return `<h2 id="${headingId(pipeline)}">${escapeHtml(pipeline)}</h2>\n<ul>\n${entries.join("\n")}\n</ul>`;
  });
  return page(siteTitle, `<main>\n<h1>${siteTitle}</h1>\n${sections.join("\n")}\n</main>`);
}

/** Renders the runbook pages and their index to HTML files, by path. */
export function renderSite(pages: readonly Page[]): ReadonlyMap<string, string> {
  const files = new Map([["index.html", renderIndex(pages)]]);
  for (const source of pages) {
    const path = htmlPath(source.path);
    if (files.has(path)) throw new Error(`two pages render to ${path}`);
    files.set(path, renderPage(source));
  }
  return files;
}
