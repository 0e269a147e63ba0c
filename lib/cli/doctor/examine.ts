import { resolve } from "node:path";
import { hasDatabase } from "@/lib/database/server-folder";
import { closeDb } from "@/lib/db";
import { env } from "@/lib/env";
import { isAppError } from "@/lib/errors";
import { findKeyProblem, readKeyChecks } from "@/lib/keys/verify-keys";
import { publicUrl } from "@/lib/public-url";
import { knownAddress } from "../installation/known-address";
import { provideAddress } from "../installation/provide-address";
import { type OpenedDatabase, openDatabase } from "../process/open-database";
import { planStart } from "../process/plan-start";
import { releaseDatabase } from "../process/release-database";
import { askAddress } from "./ask-address";
import { bad, type Finding, ok, unknown } from "./finding";
import { type AddressFacts, judgeAddress } from "./judge-address";
import { judgeClock, judgeDatabase, judgeDisk, judgePartitions } from "./judge-database";
import { readFreeBytes, readMonths, readOverHttp, readServer } from "./read-facts";

/** Looks an installation over, or one that is planned: as far as it is there. Makes and changes nothing. */
export async function examine(now: Date): Promise<Finding[]> {
  return [judgeSettings(), ...(await examineParts(now))];
}

/** The environment as a start would take it; one bad value ends any command before this. */
function judgeSettings(): Finding {
  try {
    planStart();
    return ok("settings", "a start takes them");
  } catch (error) {
    if (!isAppError(error)) throw error;
    return bad("settings", error.message.replace(/\.$/, ""), "Set what is missing: nothing starts without it.");
  }
}

async function examineParts(now: Date): Promise<Finding[]> {
  const { DATABASE_URL, DATA_DIR } = env();
  const freeBytes = DATABASE_URL ? null : await readFreeBytes(DATA_DIR);
  if (!DATABASE_URL && !hasDatabase(DATA_DIR)) {
    const found = `none yet: npm start makes one in ${resolve(DATA_DIR)}`;
    const keys = unknown("keys", "made with the first start, unless they are set");
    return [unknown("database", found), keys, judgeDisk({ freeBytes, databaseBytes: null }), ...judgePlanned()];
  }
  const opened = await tryOpen();
  if ("check" in opened) return [opened, judgeDisk({ freeBytes, databaseBytes: null }), ...judgePlanned()];
  try {
    return await examineDatabase(DATABASE_URL === undefined, freeBytes, now);
  } finally {
    await closeDb();
    await releaseDatabase(opened);
  }
}

async function tryOpen(): Promise<OpenedDatabase | Finding> {
  try {
    return await openDatabase(() => undefined);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const check = /KEYS|SECRET/.test(error.message) ? "keys" : "database";
    return bad(check, error.message.replace(/\.$/, ""), "Mend this first: what depends on it was not looked at.");
  }
}

async function examineDatabase(isEmbedded: boolean, freeBytes: number | null, now: Date): Promise<Finding[]> {
  const server = await readServer();
  const disk = judgeDisk({ freeBytes, databaseBytes: server.bytes });
  const found = [...judgeDatabase(server), judgeClock(server.clockOffsetMs), disk];
  // Tables of another version may lack what is asked of them.
  if (server.ownsTables === null || server.pendingMigrations > 0) {
    return [...found, unknown("keys", "compared once the tables are those of this version"), ...judgePlanned()];
  }
  await provideAddress(isEmbedded);
  return [
    ...found,
    await judgeKeys(),
    judgePartitions(await readMonths(), now),
    ...judgeAddress({
      ...(await askedOf(publicUrl())),
      isStarted: (await knownAddress()) !== null,
      overHttp: await readOverHttp(now),
    }),
  ];
}

async function judgeKeys(): Promise<Finding> {
  const problem = await findKeyProblem();
  if (problem) return bad("keys", problem.replace(/\.$/, ""), "Until then nothing starts.");
  const inUse = await readKeyChecks();
  if (inUse.length === 0) return unknown("keys", "none was used yet");
  return ok("keys", `as stored values need them: ${inUse.map(({ ring, keyId }) => `${keyId} of ${ring}`).join(", ")}`);
}

/** What can be said of the address before anything answers there. */
function judgePlanned(): Finding[] {
  const asked = { kind: "not_asked" } as const;
  return judgeAddress({ ...address(publicUrl()), asked, isStarted: false, overHttp: { count: 0, newest: null } });
}

async function askedOf(url: string): Promise<Omit<AddressFacts, "isStarted" | "overHttp">> {
  return { ...address(url), asked: await askAddress(url) };
}

function address(url: string): Pick<AddressFacts, "url" | "isPublic" | "hasProxies"> {
  const { PUBLIC_URL, TRUSTED_PROXIES = [] } = env();
  return { url, isPublic: PUBLIC_URL !== undefined, hasProxies: TRUSTED_PROXIES.length > 0 };
}
