import images from "./images.json" with { type: "json" };

/** The services whose images stack config may replace, under `images.<service>`. */
export type ImageName = keyof typeof images;

/** The one table of image versions; `images.json` so that shell scripts can read it too. */
export const defaultImages: Readonly<Record<ImageName, string>> = images;
