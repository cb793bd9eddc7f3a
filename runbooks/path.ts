/** A runbook page: its path below the runbooks, such as `churn/ConsumerDown.md`, and its text. */
export interface Page {
  readonly path: string;
  readonly markdown: string;
}

/** Where a page lies in the rendered site. */
export const htmlPath = (path: string): string => path.replace(/\.md$/, ".html");

/** Source of an alert's page. */
export const pagePath = (pipeline: string, alertName: string): string => `${pipeline}/${alertName}.md`;

/** Path of an alert's page below the site's base URL. */
export const runbookPath = (pipeline: string, alertName: string): string => htmlPath(pagePath(pipeline, alertName));

/** Address of an alert's page. */
export const runbookUrl = (
  { runbooks }: { readonly runbooks: string },
  pipeline: string,
  alert: { readonly name: string; readonly runbooks: string | undefined },
): string => `${runbooks}/${runbookPath(alert.runbooks ?? pipeline, alert.name)}`;
