"""Uses each metric of a rendered module's class as a plan says, and prints its pages before and after."""

import importlib
import json
import sys
from urllib.request import Request, urlopen

from prometheus_client import REGISTRY, CollectorRegistry

plan = json.load(sys.stdin)
sys.path.insert(0, plan["directory"])
metrics = getattr(importlib.import_module(plan["module"]), plan["className"])(CollectorRegistry())
for labels in plan["begins"]:
    metrics.begin(**labels)
server, _ = metrics.start(0, "127.0.0.1")


def page(accept="text/plain"):
    request = Request(f"http://127.0.0.1:{server.server_port}/metrics", headers={"Accept": accept})
    with urlopen(request) as response:
        return response.read().decode()


def update(metric, labels):
    if metric["type"] == "info":
        getattr(metrics, metric["method"])(**labels)
        return
    series = getattr(metrics, metric["method"])
    series = series(**labels) if metric["labels"] else series
    getattr(series, {"counter": "inc", "gauge": "set", "histogram": "observe"}[metric["type"]])(metric["value"])


def is_refused(metric, label):
    try:
        update(metric, {**metric["labels"], label: "no such value"})
    except ValueError as error:
        return label in str(error)
    return False


before = page()
for metric in plan["metrics"]:
    update(metric, metric["labels"])
accepted = [[m["name"], label] for m in plan["metrics"] for label in m["closed"] if not is_refused(m, label)]
pages = {"before": before, "after": page(), "openMetrics": page("application/openmetrics-text;version=1.0.0")}
leaked = [name for m in plan["metrics"] for name in [m["name"]] if name in REGISTRY._names_to_collectors]
json.dump({**pages, "accepted": accepted, "leaked": leaked}, sys.stdout)
