import { type Layer, layerTarget } from "../../../catalogue/k2-layer.ts";
import type { Metric } from "../../../catalogue/metric.ts";

/** Who looks after what the data contains, rather than after its flow. */
export const qualityTeam = "data-quality";

/** Service of an alert that may be about any layer. */
export const serviceOfLayer = "k2-{{ $labels.layer }}";

/** A query of a layer, as an alert's text names it: Gold's is of no exchange. */
export const query = "{{ $labels.layer }}{{ with $labels.exchange }}, exchange {{ . }}{{ end }}";

/** What tells a layer's queries apart. */
export const perQuery = (metric: Metric): readonly string[] => ["layer", ...Object.keys(metric.labels)];

/** Labels that input series of the proofs carry. */
export const exchange = "kraken";
export const target = (layer: Layer) => ({ job: `k2-${layer}`, instance: `${layer}:8000`, ...layerTarget(layer) });
export const source = (layer: Layer) => ({ ...target(layer), exchange });
