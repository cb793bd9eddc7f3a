/** How a pipeline's Dagster pushes its metrics. */
export interface DagsterPush {
  /** The Pushgateway as Dagster's containers reach it: they have to share a network with it, or use its published port. */
  readonly pushgatewayUrl: string;
  readonly pipeline: string;
}

/** The name under which all that Dagster pushes is found: the `service` label, and the start of each group's `job`. */
const service = "dagster";

/**
 * Environment of Dagster's processes. The grouping key names the pipeline and the service, because Prometheus would
 * otherwise give what was pushed the labels of the Pushgateway itself.
 */
export const renderDagsterEnvironment = ({ pushgatewayUrl, pipeline }: DagsterPush): string =>
  [`PUSHGATEWAY_URL=${pushgatewayUrl}`, `PUSHGATEWAY_GROUPING_KEY=pipeline=${pipeline},service=${service}`, ""].join(
    "\n",
  );

/** A Python module with the one way to push: a group has a registry of its own, and is pushed once, as a whole. */
export const renderDagsterPush = (): string => `"""Pushes metrics to the Pushgateway, one group at a time.

Prometheus reads what was pushed last until the group is pushed again, so:
- push moments ("last success at"), not ages, which would stand still when the pushing stops;
- push no counters of a process that ends after its run: they would start at zero with each run;
- do not call a label "job", "pipeline" or "service": the group's replace it.
"""

import os
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, push_to_gateway


@contextmanager
def pushed(group):
    """Yields a registry; pushes it when the block ends without an error, and replaces what the group held."""
    registry = CollectorRegistry()
    yield registry
    push_to_gateway(
        os.environ["PUSHGATEWAY_URL"],
        job=f"${service}_{group}",
        grouping_key=dict(part.split("=") for part in os.environ["PUSHGATEWAY_GROUPING_KEY"].split(",")),
        registry=registry,
    )
`;
