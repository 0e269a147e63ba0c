import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { providers } from "./providers/registry";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The rooms of lib/ from the ground up: each imports what stands below it, and nothing beside or above it. */
const FLOORS: readonly { rooms: string[]; because: string }[] = [
  { rooms: ["delivery", "time"], because: "is pure language" },
  { rooms: ["providers"], because: "is pure: contract, and one folder a provider" },
  { rooms: ["root"], because: "stands under everything that does I/O" },
  { rooms: ["address"], because: "reads what an address says, whatever page it is of" },
  { rooms: ["gate"], because: "judges a request before anything is done for it" },
  {
    rooms: ["privacy", "database", "http"],
    because: "protects values, runs a server, or asks another, whatever is in them",
  },
  { rooms: ["ledger"], because: "is the one transaction in which messages change" },
  { rooms: ["audit"], because: "writes and verifies the chain" },
  { rooms: ["auth", "ingest", "registrations"], because: "lets people, callbacks and the app in" },
  {
    rooms: [
      "audit-log",
      "api-keys",
      "connections",
      "keys",
      "users",
      "numbers",
      "stories",
      "deadlines",
      "retention",
      "live",
    ],
    because: "holds the reads and verbs of one noun",
  },
  { rooms: ["messages", "review", "reconcile"], because: "holds reads and verbs that need another noun's" },
  { rooms: ["analytics"], because: "counts what the list of messages shows" },
  { rooms: ["api", "simulator", "jobs"], because: "drives the verbs: the app, the outside world, the clock" },
  { rooms: ["cli"], because: "is the top of lib" },
];
/** Inside a room that is large enough to have rooms of its own; a room's top stands above them. */
const INNER: Readonly<Record<string, readonly string[][]>> = {
  delivery: [["fold"], ["counts", "recipient"], ["story"], ["decision"], ["words"], ["lanes"]],
  ledger: [["sql"], ["outbox"], ["messages"], ["counts", "review"], ["verifications"]],
};
/** Pure rooms and the database know less than their floor would allow. */
const ONLY: Readonly<Record<string, { may: string[]; because: string }>> = {
  time: { may: [], because: "knows no other room" },
  providers: { may: ["delivery"], because: "is pure: no I/O, no clock, no environment" },
  root: { may: ["generated"], because: "stands under everything" },
  database: { may: ["root"], because: "runs a server and its tables, whatever is in them" },
  http: { may: ["root"], because: "sends what it is given" },
  components: { may: ["delivery", "time"], because: "knows no route and no data" },
};
/** Pages call verbs; the command line, the jobs and the simulator are other doors to them. */
const CLOSED_TO_PAGES = ["cli", "jobs", "simulator"];
/** The client's types are plain shapes; the client itself comes from lib/db.ts. */
const TYPES_ANYWHERE = "generated";
const FILES_IN_A_ROOM = 25;

const PURE = ["delivery", "providers", "time"];
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.env\b|\bMath\.random\(|\bfetch\(|\bsetTimeout\(/;
const PURE_PACKAGES = [
  "zod",
  "intl-messageformat",
  "libphonenumber-js",
  "libphonenumber-js/max",
  "node:crypto",
  "node:querystring",
];

const NEXT_AUTH_FILES = ["app/api/auth/[...nextauth]/route.ts", "lib/auth/auth.ts", "lib/auth/session.ts"];
const LINES = 300;
/** Tables of facts, one row a line: their length is the provider's. */
const DATA_TABLE = /(-errors[a-z-]*|\/fixtures\/.*)\.ts$/;
/** Provider ids begin with a brand, where they are not plain words. */
const BRANDS = Object.keys(providers)
  .map((id) => id.split("-")[0] ?? "")
  .filter((word) => !/^(generic|standard|bird|meta)$/.test(word));

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
      const [from, to] = [roomOf(file), roomOf(target)];
      if (to === null || (to === TYPES_ANYWHERE && typeOnly)) return [];
      const reason = from === null ? "its room is not in the table" : whyNot(from, to, file, target);
      return reason ? [`${file} imports ${target}: ${reason}`] : [];
    });
    expect([...new Set(broken)]).toEqual([]);
  });

  it("of files make no circle, types among them", () => {
    expect(
      circles(new Map(code.map(({ file, imports }) => [withoutEnding(file), imports.map(({ target }) => target)]))),
    ).toEqual([]);
  });

  it("of pure folders bring no I/O", () => {
    const broken = imports
      .filter(({ file, target }) => isPure(file) && roomOf(target) === null && !PURE_PACKAGES.includes(target))
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

  it(`stand at most ${FILES_IN_A_ROOM} in a room, tests not counted`, () => {
    const rooms = new Map<string, number>();
    for (const { file } of code) rooms.set(dirname(file), (rooms.get(dirname(file)) ?? 0) + 1);
    expect([...rooms].filter(([, count]) => count > FILES_IN_A_ROOM)).toEqual([]);
  });

  it("of lib stand in a room of the table", () => {
    const known = FLOORS.flatMap(({ rooms }) => rooms);
    const homeless = sources.filter(({ file }) => file.startsWith("lib/") && !known.includes(roomOf(file) ?? ""));
    expect(homeless.map(({ file }) => file)).toEqual([]);
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

  it("of a data folder are written whole, by the one file that does so", () => {
    // A probe that is removed at once, and a file for initdb that no later start reads.
    const allowed = /^lib\/database\/(whole-file|server-folder|initialise-server)\.ts$/;
    const writers = code.filter(({ text }) => /\b(writeFile|appendFile|createWriteStream)(Sync)?\(/.test(text));
    expect(writers.map(({ file }) => file).filter((file) => !allowed.test(file))).toEqual([]);
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

/** Why a file may not import another, or null. */
function whyNot(from: string, to: string, file: string, target: string): string | null {
  const only = ONLY[from];
  if (from === to) return whyNotInside(from, file, target);
  if (only) return only.may.includes(to) ? null : `${from} ${only.because}`;
  if (from === "app") {
    return CLOSED_TO_PAGES.includes(to) || to === "e2e" ? `a page calls verbs, and ${to} is another door` : null;
  }
  const [below, floor] = [floorOf(to), floorOf(from)];
  if (to === TYPES_ANYWHERE || (below >= 0 && below < floor)) return null;
  return `${from} ${FLOORS[floor]?.because ?? "is not in the table"}, and ${to} does not stand below it`;
}

function whyNotInside(room: string, file: string, target: string): string | null {
  const inner = INNER[room];
  if (!inner) return null;
  const [from, to] = [file, target].map((path) => inner.findIndex((names) => names.includes(path.split("/")[2] ?? "")));
  const isTop = (path: string) => path.split("/").length === 3;
  const same = file.split("/")[2] === target.split("/")[2];
  if (same || isTop(file) || (!isTop(target) && from !== undefined && to !== undefined && to < from)) return null;
  return `inside ${room}, ${target.split("/")[2]} does not stand below ${file.split("/")[2]}`;
}

function floorOf(room: string): number {
  return FLOORS.findIndex(({ rooms }) => rooms.includes(room));
}

/** Groups of files each of which reaches all others of its group (Tarjan). */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const path: string[] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    path.push(file);
    let least = number;
    for (const next of (edges.get(file) ?? []).filter((target) => edges.has(target))) {
      if (!order.has(next)) least = Math.min(least, visit(next));
      else if (path.includes(next)) least = Math.min(least, order.get(next) ?? least);
    }
    if (least === number) {
      const group = path.splice(path.indexOf(file));
      if (group.length > 1) found.push(group.sort());
    }
    return least;
  };
  for (const file of edges.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** `messages` of lib/messages/x, `root` of lib/x, `app`, `components`; null for a package. */
function roomOf(path: string): string | null {
  const [top = "", folder = "", ...rest] = path.split("/");
  if (top === "lib") return rest.length > 0 ? folder : "root";
  return ["app", "components", "generated", "e2e"].includes(top) ? top : null;
}

function withoutEnding(file: string): string {
  return file.replace(/\.tsx?$/, "");
}

function isPure(file: string): boolean {
  return PURE.includes(roomOf(file) ?? "") && !file.includes("/fixtures/");
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
