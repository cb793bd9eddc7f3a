#!/usr/bin/env node
// The Pulumi engine's language host for Node programs: a gRPC server that prints its port and,
// on Run, starts the runner that the program's own @pulumi/pulumi ships.
import { spawn, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/** The runner reports a faulty program to the user itself and then leaves with this code. */
const ALREADY_REPORTED = 32;

/** Modules come from the program's directory, so that host and program share one SDK. */
const requireFrom = (directory) => createRequire(join(resolve(directory), "noop.js"));

function loadSdk(directory) {
  try {
    const require = requireFrom(directory);
    const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
    return {
      grpc: sdk("@grpc/grpc-js"),
      service: sdk("./proto/language_grpc_pb.js").LanguageRuntimeService,
      messages: sdk("./proto/language_pb.js"),
      plugin: sdk("./proto/plugin_pb.js"),
      Empty: sdk("google-protobuf/google/protobuf/empty_pb.js").Empty,
    };
  } catch (error) {
    console.error(`@pulumi/pulumi was not found from ${directory}; run "npm ci" there first.\n${error.message}`);
    process.exit(1);
  }
}

const { grpc, service, messages, plugin, Empty } = loadSdk(process.cwd());
const children = new Set();

/** Splits `options.nodeargs` at blanks, outside of quotes. */
const splitArgs = (text) =>
  (text.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? []).map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));

const optionsOf = (info) => info?.getOptions()?.toJavaScript() ?? {};

function run(request) {
  const info = request.getInfo();
  const options = optionsOf(info);
  const directory = info.getProgramDirectory();
  const flag = (name, value) => (value ? [`--${name}=${value}`] : []);
  const args = [
    ...splitArgs(String(options.nodeargs ?? "")),
    requireFrom(directory).resolve("@pulumi/pulumi/cmd/run"),
    ...flag("monitor", request.getMonitorAddress()),
    ...flag("engine", engineAddress),
    ...flag("organization", request.getOrganization()),
    ...flag("project", request.getProject()),
    ...flag("root-directory", info.getRootDirectory()),
    ...flag("stack", request.getStack()),
    ...flag("pwd", request.getPwd() || directory),
    ...flag("parallel", request.getParallel()),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
  const env = {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
  };
  return start(process.execPath, args, { env, stdio: ["ignore", "inherit", "inherit"] });
}

/** Resolves to the exit code, or to a text when a signal or a failed start ended the child. */
function start(command, args, options) {
  return new Promise((done) => {
    const child = spawn(command, args, options);
    children.add(child);
    const end = (result) => {
      children.delete(child);
      done(result);
    };
    child.on("error", (error) => end(`Problem executing program (could not run language executor): ${error.message}`));
    child.on("exit", (code, signal) => end(signal ? `Program was ended by ${signal}` : code));
  });
}

function runResponse(result) {
  const response = new messages.RunResponse();
  if (result === ALREADY_REPORTED) response.setBail(true);
  else if (typeof result === "string") response.setError(result);
  else if (result !== 0) response.setError(`Program exited with non-zero exit code: ${result}`);
  return response;
}

/** What the program's package.json asks for; versions only where installed. */
function dependencies(directory, transitive) {
  const list = spawnSync("npm", ["ls", "--json", ...(transitive ? ["--all"] : [])], {
    cwd: directory,
    encoding: "utf8",
  });
  const found = new Map();
  const walk = (node) => {
    for (const [name, dependency] of Object.entries(node.dependencies ?? {})) {
      if (dependency.version) found.set(name, dependency.version);
      walk(dependency);
    }
  };
  walk(JSON.parse(list.stdout || "{}"));
  return [...found].map(([name, version]) => new messages.DependencyInfo().setName(name).setVersion(version));
}

function stopChildren() {
  for (const child of children) child.kill("SIGKILL");
}

/** Wraps a handler into the shape that gRPC calls, with its faults as gRPC errors. */
const unary = (handler) => (call, callback) => {
  Promise.resolve()
    .then(() => handler(call.request))
    .then(
      (response) => callback(null, response),
      (error) => callback({ code: grpc.status.INTERNAL, details: error.message }),
    );
};

// Providers are found on PATH by the engine, so nothing is reported as required.
const server = new grpc.Server();
server.addService(service, {
  handshake: unary(() => new messages.LanguageHandshakeResponse()),
  getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
  getPluginInfo: unary(() => new plugin.PluginInfo().setVersion("0.0.0")),
  run: unary(async (request) => runResponse(await run(request))),
  about: unary(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  runtimeOptionsPrompts: unary(() => new messages.RuntimeOptionsResponse()),
  getProgramDependencies: unary((request) =>
    new messages.GetProgramDependenciesResponse().setDependenciesList(
      dependencies(request.getInfo().getProgramDirectory(), request.getTransitivedependencies()),
    ),
  ),
  installDependencies: async (call) => {
    const cwd = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
    const result = await start("npm", ["install"], { cwd, stdio: ["ignore", "inherit", "inherit"] });
    if (result !== 0) call.emit("error", { code: grpc.status.INTERNAL, details: `npm install failed: ${result}` });
    else call.end();
  },
  cancel: unary(() => {
    stopChildren();
    return new Empty();
  }),
});

const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));
process.on("exit", stopChildren);

// An engine that was killed cannot stop its host: notice that the parent changed.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 1000).unref();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
