// `npm run cli`: the command line as one bundle, for hundreds of small files take longer to load than most commands run.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const cache = join(root, "node_modules", ".cache", "otp-desk-cli");
const ENTRY = "lib/cli/cli.ts";
const SOURCES = ["lib", "generated", "scripts/cli.mjs", "package-lock.json", "tsconfig.json"];
/** These have files by the dozen; the other packages have few, and some know where they lie. */
const BUNDLED = ["uuid", "zod"];

const bundle = await provideBundle();
if (bundle) await import(pathToFileURL(bundle).href);
else await import("tsx/esm/api").then(({ tsImport }) => tsImport(join(root, ENTRY), import.meta.url));

/** The bundle of exactly these sources; null where none can be kept. */
async function provideBundle() {
  const folder = join(cache, hashSources());
  const entry = join(folder, "cli.js");
  if (existsSync(entry)) return entry;
  try {
    await mkdir(cache, { recursive: true });
    const draft = await mkdtemp(join(cache, "draft-"));
    await build(draft);
    // Whole or not at all: another command may be doing the same.
    await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
    for (const name of await readdir(cache)) {
      if (!folder.endsWith(name) && !name.startsWith("draft-")) await rm(join(cache, name), { recursive: true });
    }
  } catch (error) {
    if (!["EACCES", "EROFS", "ENOSPC", "EPERM"].includes(error.code)) throw error;
  }
  return existsSync(entry) ? entry : null;
}

/** By path, size and time of each file: any other copy of the project has a bundle of its own. */
function hashSources() {
  const hash = createHash("sha256").update(`${root}\0${process.version}`);
  for (const path of SOURCES.flatMap(listFiles).sort()) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest("hex").slice(0, 32);
}

function listFiles(path) {
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return [full];
  const entries = readdirSync(full, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function build(outdir) {
  const esbuild = await import("esbuild");
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const external = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    outdir,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
    external: external.flatMap((name) => [name, `${name}/*`]),
    plugins: [asWritten()],
  });
}

/** What a module says of itself stays true: where it lies, and where a package without a map of exports has its files. */
function asWritten() {
  return {
    name: "as-written",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^next\/headers$/ }, ({ path }) => ({ path: `${path}.js`, external: true }));
      onLoad({ filter: /[\\/](lib|generated)[\\/].*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const contents = text
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
          // Prisma's small compiler is loaded in half the time; it takes longer over each query, of which a command has few.
          .replaceAll("query_compiler_fast_bg", "query_compiler_small_bg");
        return { contents, loader: "ts" };
      });
    },
  };
}
