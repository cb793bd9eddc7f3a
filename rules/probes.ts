import { yaml } from "./yaml.ts";

/** Configuration of the blackbox exporter: the modules that scrape jobs name. */
export const renderProbes = (): string =>
  yaml({
    modules: {
      // The status alone proves nothing: a metrics server answers 200 on every path.
      json_healthy: {
        prober: "http",
        timeout: "5s",
        http: {
          valid_status_codes: [200],
          fail_if_body_not_matches_regexp: ['"status"\\s*:\\s*"healthy"'],
          preferred_ip_protocol: "ip4",
        },
      },
    },
  });
