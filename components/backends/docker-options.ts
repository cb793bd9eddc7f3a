/** Docker keeps at most this much of each container's log. */
export const logging = { logDriver: "json-file", logOpts: { "max-size": "10m", "max-file": "3" } };
