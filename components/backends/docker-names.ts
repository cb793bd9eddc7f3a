import * as pulumi from "@pulumi/pulumi";

/** Labels by which everything of a stack is found, whatever the state says. */
export const stackLabel = "pipeline-monitoring.stack";
export const roleLabel = "pipeline-monitoring.role";

/** What a container is for: to serve, or to do one thing and end. */
export type Role = "service" | "job" | "data" | "configuration" | "network";

/** Names carry project and stack, so that stacks share a machine. */
export const dockerName = (part: string): string => `${pulumi.getProject()}-${pulumi.getStack()}-${part}`;

export const dockerLabels = (role: Role): { label: string; value: string }[] => [
  { label: stackLabel, value: `${pulumi.getProject()}/${pulumi.getStack()}` },
  { label: roleLabel, value: role },
];
