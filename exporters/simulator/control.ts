import type { IncomingMessage, ServerResponse } from "node:http";
import type { Application } from "./application.ts";
import { onlyReads, pathOf, replyJson } from "./http.ts";

const scenariosOf = ({ simulation }: Application): readonly string[] => [...simulation.scenarios.keys()];

const overview = (applications: readonly Application[]): unknown => ({
  pipelines: Object.fromEntries(
    applications.map((application) => [
      application.simulation.pipeline,
      {
        scenario: application.scenario(),
        ports: application.ports,
        scenarios: Object.fromEntries(
          [...application.simulation.scenarios].map(([name, { description, alerts }]) => [
            name,
            { description, alerts },
          ]),
        ),
      },
    ]),
  ),
  switch: "POST /scenario/<pipeline>/<scenario>",
});

/** Switches as the path says, or answers what it could have said. */
async function switchScenario(
  path: string,
  applications: readonly Application[],
  onSwitch: (pipeline: string, scenario: string) => void,
  response: ServerResponse,
): Promise<void> {
  const [pipeline = "", scenario = "", ...rest] = path.split("/").slice(2);
  const application = applications.find(({ simulation }) => simulation.pipeline === pipeline);
  if (application === undefined) {
    const allowed = applications.map(({ simulation }) => simulation.pipeline);
    return replyJson(response, 404, { error: `unknown pipeline "${pipeline}"`, allowed });
  }
  if (!application.simulation.scenarios.has(scenario) || rest.length > 0) {
    const unknown = [scenario, ...rest].join("/");
    const allowed = scenariosOf(application);
    return replyJson(response, 404, { error: `unknown scenario "${unknown}" of ${pipeline}`, allowed });
  }
  const previous = application.scenario();
  try {
    await application.play(scenario);
  } catch (error) {
    // The only thing that can fail is to get the port back.
    return replyJson(response, 500, { error: String(error) });
  }
  if (scenario !== previous) onSwitch(pipeline, scenario);
  replyJson(response, 200, { pipeline, scenario, previous });
}

/** What the control port answers. */
export const control =
  (applications: readonly Application[], onSwitch: (pipeline: string, scenario: string) => void) =>
  async ({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(url);
    if (path.startsWith("/scenario/")) {
      if (method === "POST") return switchScenario(path, applications, onSwitch, response);
      response.setHeader("allow", "POST");
      return replyJson(response, 405, { error: `${method} is not allowed here`, allowed: ["POST"] });
    }
    if (!onlyReads(method, response)) return;
    switch (path) {
      case "/":
        return replyJson(response, 200, overview(applications));
      case "/healthz":
        return replyJson(response, 200, { status: "ok" });
      default:
        return replyJson(response, 404, {
          error: `nothing at ${path}`,
          allowed: ["GET /", "GET /healthz", "POST /scenario/<pipeline>/<scenario>"],
        });
    }
  };
