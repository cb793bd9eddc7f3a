import { defaultImages, type ImageName } from "../settings/images.ts";

/** The image that this machine has of a service. */
export const imageOf = (name: ImageName): string =>
  (JSON.parse(process.env["MONITORING_IMAGES"] ?? "{}") as Partial<Record<ImageName, string>>)[name] ??
  defaultImages[name];
