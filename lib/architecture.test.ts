import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PROVIDER_IDS } from "./providers/provider";

// The table of lib/README.md as data. `verbs` are the folders whose files are the reads and writes of the product.
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const VERBS = [
  "connections",
  "review",
  "retention",
  "messages",
  "verifications",
  "numbers",
  "analytics",
  "alerts",
  "users",
  "auth",
  "audit",
  "api",
];
const BELOW_VERBS = ["root", "delivery", "providers", "privacy", "database", "ingest"];

const LAYERS: Record<string, { may: string[]; because: string }> = {
  delivery: { may: [], because: "is pure language: it knows no other folder" },
  providers: { may: ["delivery"], because: "is pure: no I/O, no clock, no environment" },
  privacy: { may: ["delivery", "root"], because: "protects values and knows nothing of who keeps them" },
  database: { may: ["root"], because: "runs a server and its tables, whatever is in them" },
  ingest: {
    may: ["delivery", "providers", "privacy", "database", "root"],
    because: "takes callbacks; screens come later",
  },
  ...Object.fromEntries(
    VERBS.map((folder) => [
      folder,
      { may: [...VERBS, ...BELOW_VERBS], because: "is a verb: above ingest, below jobs" },
    ]),
  ),
  simulator: { may: [...VERBS, ...BELOW_VERBS], because: "plays the outside world through the verbs" },
  jobs: { may: [...VERBS, ...BELOW_VERBS], because: "is a schedule of verbs" },
  cli: { may: [...VERBS, ...BELOW_VERBS, "simulator", "jobs"], because: "is the top of lib" },
  root: { may: ["generated"], because: "stands under everything" },
  components: { may: ["delivery"], because: "knows no route and no data" },
  app: { may: [...VERBS, ...BELOW_VERBS, "components"], because: "calls verbs; the command line is another door" },
};
/** The client's types are plain shapes; the client itself comes from lib/db.ts. */
const TYPES_ANYWHERE = "generated";

const PURE = ["delivery", "providers"];
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.env\b|\bMath\.random\(|\bfetch\(|\bsetTimeout\(/;
const PURE_PACKAGES = ["zod", "libphonenumber-js", "libphonenumber-js/max", "node:crypto", "node:querystring"];

const NEXT_AUTH_FILES = ["app/api/auth/[...nextauth]/route.ts", "lib/auth/auth.ts", "lib/auth/session.ts"];
const LINES = 300;
/** Tables of facts, one row a line: their length is the provider's. */
const DATA_TABLE = /(-errors[a-z-]*|\/fixtures\/.*)\.ts$/;
/** Provider ids begin with a brand, where they are not plain words. */
const BRANDS = PROVIDER_IDS.map((id) => id.split("-")[0] ?? "").filter(
  (word) => !/^(generic|standard|bird|meta)$/.test(word),
);

type Import = { file: string; line: string; target: string; typeOnly: boolean };
type Source = { file: string; text: string; imports: Import[] };

const sources = ["lib", "app", "components"].flatMap(readSources);
const code = sources.filter(({ file }) => !/\.test\.tsx?$/.test(file));
const imports = code.flatMap((source) => source.imports);

describe("imports", () => {
  it("sees the project", () => {
    expect(code.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(300);
  });

  it("point one way", () => {
    const broken = imports.flatMap(({ file, target, typeOnly }) => {
      const [from, to] = [layerOf(file), layerOf(target)];
      if (to === null || from === to || (to === TYPES_ANYWHERE && typeOnly)) return [];
      const layer = from === null ? undefined : LAYERS[from];
      if (!layer) return [`${file}: its folder is not in the table`];
      return layer.may.includes(to) ? [] : [`${file} imports ${target}, but ${from} ${layer.because}`];
    });
    expect([...new Set(broken)]).toEqual([]);
  });

  it("of pure folders bring no I/O", () => {
    const broken = imports
      .filter(({ file, target }) => isPure(file) && layerOf(target) === null && !PURE_PACKAGES.includes(target))
      .map(({ file, target }) => `${file} imports ${target}, but its folder is pure`);
    expect(broken).toEqual([]);
  });

  it("of next-auth stand in three files, so that it can be replaced", () => {
    const files = imports.filter(({ target }) => /^next-auth(\/|$)/.test(target)).map(({ file }) => file);
    expect([...new Set(files)].sort().filter((file) => !NEXT_AUTH_FILES.includes(file))).toEqual([]);
  });

  it("of lib never reach for `server-only`, which throws under plain Node", () => {
    const broken = imports.filter(({ file, target }) => file.startsWith("lib/") && target === "server-only");
    expect(broken).toEqual([]);
  });
});

describe("files", () => {
  it("of pure folders read no clock, no chance and no environment", () => {
    const broken = code.filter(({ file, text }) => isPure(file) && IMPURE.test(withoutComments(text)));
    expect(broken.map(({ file }) => file)).toEqual([]);
  });

  it(`have at most ${LINES} lines`, () => {
    const long = code.filter(({ file, text }) => text.split("\n").length > LINES + 1 && !DATA_TABLE.test(file));
    expect(long.map(({ file }) => file)).toEqual([]);
  });

  it("are named for what they do", () => {
    const vague = sources.filter(({ file }) => /(^|\/)(utils?|helpers?|common|misc|shared)(\.|\/)/.test(file));
    expect(vague.map(({ file }) => file)).toEqual([]);
  });

  it("are kebab-case", () => {
    const odd = sources.filter(({ file }) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.tsx?$/.test(file.split("/").at(-1) ?? ""));
    expect(odd.map(({ file }) => file)).toEqual([]);
  });

  it("are no barrels", () => {
    const barrels = code.filter(({ file, text }) => /(^|\/)index\.tsx?$/.test(file) || /^export \* from/m.test(text));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  it("read the environment through lib/env.ts alone", () => {
    // The command line also hands it on to the programs that it starts.
    const allowed = /^lib\/(env\.ts|cli\/|database\/run-as\.ts)/;
    const readers = code.filter(
      ({ file, text }) => !allowed.test(file) && withoutComments(text).includes("process.env"),
    );
    expect(readers.map(({ file }) => file)).toEqual([]);
  });

  it("name a provider in its own module alone", () => {
    const name = new RegExp(`\\b(${BRANDS.join("|")})\\b`, "i");
    const elsewhere = code.filter(({ file }) => !file.startsWith("lib/providers/") && !file.includes("/fixtures/"));
    const naming = elsewhere.filter(({ text }) => name.test(withoutComments(text)));
    expect(naming.map(({ file }) => file)).toEqual([]);
  });
});

function readSources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .map((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      return { file, text, imports: readImports(file, text) };
    });
}

function readImports(file: string, text: string): Import[] {
  const statements = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;
  return [...withoutComments(text).matchAll(statements)].map(([line, type, from, dynamic]) => {
    const specifier = from ?? dynamic ?? "";
    return { file, line, target: resolveTarget(file, specifier), typeOnly: Boolean(type) };
  });
}

function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return join(dirname(file), specifier).replaceAll("\\", "/");
  return specifier.startsWith("@/") ? specifier.slice(2) : specifier;
}

/** `messages` of lib/messages/x, `root` of lib/x, `app`, `components`; null for a package. */
function layerOf(path: string): string | null {
  const [top = "", folder = "", ...rest] = path.split("/");
  if (top === "lib") return rest.length > 0 ? folder : "root";
  return ["app", "components", "generated", "e2e"].includes(top) ? top : null;
}

function isPure(file: string): boolean {
  return PURE.includes(layerOf(file) ?? "") && !file.includes("/fixtures/");
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
