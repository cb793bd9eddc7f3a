/** Where a server finds what was generated for it; mounted as a directory, so that a change needs no new container. */
export const configurationRoot = "/etc/pipeline-monitoring";

/** Link to the release in force; a server names its files below it. */
export const currentRelease = `${configurationRoot}/current`;

/** Secrets as files that only the server's user can read. */
export const secretsDirectory = `${configurationRoot}/secrets`;
