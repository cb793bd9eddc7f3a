import { z } from "zod";
import { duration, email, slug, timeOfDay, weekdays } from "./values.ts";

/** Grafana's part of stack config. */
export const grafana = z
  .strictObject({
    adminUser: z
      .string()
      .min(1)
      .default("admin")
      .describe("Login of the first user; taken in when Grafana's database is made"),
    users: z
      .array(
        z.strictObject({
          login: slug.describe("Login name, each once"),
          email: email.describe("E-mail address"),
          name: z.string().min(1).describe("Full name"),
          role: z
            .enum(["viewer", "editor", "admin"])
            .default("viewer")
            .describe("Looks at everything, edits every folder too, or administers the server"),
          teams: z.array(slug).default([]).describe("Owners of pipelines that the user belongs to, by `team`"),
        }),
      )
      .default([])
      .describe("Further users; their first passwords are in the secret grafanaUserPasswords"),
    session: z
      .strictObject({
        inactive: duration(60).default("7d").describe("An unused login ends after this"),
        lifetime: duration(60).default("30d").describe("Every login ends after this"),
      })
      .prefault({})
      .describe("How long people stay logged in"),
    alerting: z
      .strictObject({
        interval: duration(10).default("1m").describe("Time between two evaluations, a multiple of 10s"),
        for: duration().default("2m").describe("How long a condition must hold"),
      })
      .prefault({})
      .describe("The alerts that Grafana evaluates itself, about Prometheus' own silence"),
  })
  .prefault({})
  .describe("Who may log in, and Grafana's own alerts");

/** When people may be disturbed by what can wait. */
export const businessHours = z
  .strictObject({
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .default(["monday", "tuesday", "wednesday", "thursday", "friday"])
      .describe("Working days"),
    from: timeOfDay.default("08:00").describe("When they begin, UTC"),
    to: timeOfDay.default("18:00").describe("When they end, UTC"),
  })
  .prefault({})
  .describe("When alerts of severity info may disturb people");
