import { pulumiOutput, type Workspace } from "./workspace.ts";

/** A resource as the stack's state notes it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/** What the stack's state knows. */
export function stateResources(workspace: Workspace): readonly StateResource[] {
  const exported = pulumiOutput(workspace, ["stack", "export", "--stack", workspace.stack]);
  const { deployment } = JSON.parse(exported) as { deployment: { resources?: readonly StateResource[] } };
  return deployment.resources ?? [];
}
