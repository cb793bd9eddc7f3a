import { mailTemplate, mailTemplateFile } from "./mail.ts";
import { pagerdutyTemplate, pagerdutyTemplateFile } from "./pagerduty.ts";
import { slackTemplate, slackTemplateFile } from "./slack.ts";
import { teamsTemplate, teamsTemplateFile } from "./teams.ts";

/** The templates of all messages, by file beside alertmanager.yml. */
export const messageTemplates: ReadonlyMap<string, string> = new Map([
  [mailTemplateFile, mailTemplate],
  [pagerdutyTemplateFile, pagerdutyTemplate],
  [slackTemplateFile, slackTemplate],
  [teamsTemplateFile, teamsTemplate],
]);
