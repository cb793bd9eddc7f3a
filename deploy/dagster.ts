import type { ScrapeJob } from "../catalogue/job.ts";

/** Environment of the processes that push. They have to share a network with the Pushgateway, or use its published port. */
export const renderPushEnvironment = (pushgatewayUrl: string): string => `PUSHGATEWAY_URL=${pushgatewayUrl}\n`;

/**
 * A Python module with the one way to push: a group has a registry of its own, and is pushed once, as a whole. A group is
 * a job of the catalogue, by whose name the rules find it. Its grouping key are the job's labels, because Prometheus would
 * otherwise give what was pushed those of the Pushgateway itself.
 */
export const renderPush = (
  jobs: readonly ScrapeJob[],
): string => `"""Pushes metrics to the Pushgateway, a job at a time.

Rendered from the catalogue: change the job there, and render again.

    with pushed("${jobs[0]?.name}", carried=context.cursor) as push:
        metrics = ...Metrics(push.registry)
        ...
    context.update_cursor(push.carried)

A push replaces what the job had pushed before, and Prometheus reads it until the next push, so:
- one pusher a job, such as a sensor of Dagster's that reads its event log; a run that pushes would erase what others said;
- push moments ("last success at"), not ages, which would stand still when the pushing stops;
- a registry lasts for one push: counters and histograms take only what is new since the last one, and go on from what
  was carried over in a text that outlives the process, such as a sensor's cursor; without one they begin at 0.

Needs Python 3.8 and prometheus_client 0.20, or newer.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import Any, Iterator

from prometheus_client import CollectorRegistry, disable_created_metrics, push_to_gateway

_JOBS = {
${jobs.map(({ name, labels }) => `    ${JSON.stringify(name)}: ${JSON.stringify(labels)},`).join("\n")}
}


class Push:
    """What is pushed when the block ends."""

    def __init__(self, carried: str | None) -> None:
        self.registry = CollectorRegistry()
        """For the metrics of this push."""
        self.carried = carried or ""
        """After the block: what the next push is to be given. Keep it; it changes only with a push that worked."""

    def collect(self) -> list[Any]:
        """The registry's metrics, their counts on top of those that were carried over."""
        before = {(name, tuple(map(tuple, labels))): value for name, labels, value in json.loads(self.carried or "[]")}
        families = [family for family in self.registry.collect()]
        for family in families:
            if family.type in ("counter", "histogram"):
                self._add(family, before)
        return families

    @staticmethod
    def _add(family: Any, before: dict[Any, float]) -> None:
        names = [family.name + end for end in ("_total", "_bucket", "_count", "_sum")]
        counts = {key: value for key, value in before.items() if key[0] in names}
        for sample in family.samples:
            key = _key(sample)
            counts[key] = counts.get(key, 0.0) + sample.value
        family.samples = []
        for (name, labels), value in counts.items():
            family.add_sample(name, dict(labels), value)


def _key(sample: Any) -> Any:
    return sample.name, tuple(sorted(sample.labels.items()))


@contextmanager
def pushed(job: str, carried: str | None = None) -> Iterator[Push]:
    """Pushes what the block puts into the registry when it ends without an error, and replaces what the job had."""
    if job not in _JOBS:
        raise ValueError(f"{job!r} is none of the jobs that push: {', '.join(_JOBS)}")
    disable_created_metrics()  # type: ignore[no-untyped-call, unused-ignore]
    push = Push(carried)
    yield push
    families = push.collect()
    page = CollectorRegistry()
    page.register(_Page(families))  # type: ignore[arg-type, unused-ignore]
    push_to_gateway(os.environ["PUSHGATEWAY_URL"], job=job, grouping_key=_JOBS[job], registry=page)
    push.carried = json.dumps(
        [
            [*_key(sample), sample.value]
            for family in families
            if family.type in ("counter", "histogram")
            for sample in family.samples
        ]
    )


class _Page:
    def __init__(self, families: list[Any]) -> None:
        self._families = families

    def collect(self) -> list[Any]:
        return self._families
`;
