// Runs before every script, with nothing but Node: packages as the lock file says, and the database client.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const inRoot = (...path) => join(root, ...path);
/** What an installation runs does without the packages of tests. */
const NEEDS_DEV_PACKAGES = /^pre(test|check|dev|bench|pictures)/;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  stop(`OTP Desk needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
}
if (!packagesMatchLock()) {
  say("Installing packages (npm ci)");
  run("npm", ["ci", "--no-audit", "--no-fund"], { shell: process.platform === "win32" });
}
if (!clientMatchesSchema()) {
  say("Generating the database client");
  // The variable names the native engine, a download that `generate` asks for but never runs: any file will do.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  run(process.execPath, [inRoot("node_modules", "prisma", "build", "index.js"), "generate"], { env });
}

/** Every package of the lock file is there in its version; times say little after a copy or a checkout. */
function packagesMatchLock() {
  const installed = readJson(inRoot("node_modules", ".package-lock.json"))?.packages;
  const locked = readJson(inRoot("package-lock.json"))?.packages;
  if (!installed || !locked) return false;
  return Object.entries(locked).every(([path, { version, optional, dev }]) => {
    const found = installed[path];
    if (path === "" || found?.version === version) return true;
    return !found && (optional || (dev && !NEEDS_DEV_PACKAGES.test(process.env.npm_lifecycle_event ?? "")));
  });
}

function clientMatchesSchema() {
  const client = inRoot("generated", "prisma", "client.ts");
  return existsSync(client) && statSync(client).mtimeMs >= statSync(inRoot("prisma", "schema.prisma")).mtimeMs;
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function run(command, args, options) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (status !== 0) stop(`${command} failed; see above.`);
}

function say(line) {
  process.stderr.write(`  … ${line}\n`);
}

function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
