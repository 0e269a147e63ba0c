import { randomUUID, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid } from "@/e2e/support/receipts";
import { addConnection } from "@/lib/connections/add-connection";
import { replaceSecret } from "@/lib/connections/rotate-secret";
import { closeDb, db } from "@/lib/db";
import { provideEnv } from "@/lib/env";
import { closeIngestPool } from "@/lib/ledger/sql/pool";
import { listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import { signAny } from "@/lib/providers/fixtures/sign-any";
import { basicAuthorization } from "@/lib/providers/kit/basic-auth";
import { findProvider } from "@/lib/providers/registry";
import { publicUrl } from "@/lib/public-url";
import { ownCallHeaders } from "../callers/check-caller";
import { bothDoors, type Call, callOf } from "../fixtures/both-doors";
import { flushTallies } from "../tallies";

const PROXY = { TRUSTED_PROXIES: "127.0.0.0/8, ::1" };
const [pem = "", otherPem = ""] = rootCertificates;
const der = (text: string) => `:${new X509Certificate(text).raw.toString("base64")}:`;

beforeAll(() => void provideEnv({ PUBLIC_URL: "http://callbacks.otpdesk.test" }));
afterEach(() => void provideEnv({ TRUSTED_PROXIES: "" }));
afterAll(async () => {
  await closeIngestPool();
  await closeDb();
});

describe.each(bothDoors())("who may call, at $name", (door) => {
  beforeAll(() => door.open());
  afterAll(() => door.close());
  const isNodeDoor = door.name === "the node:http door";

  const send = async (account: Account, headers: Record<string, string> = {}) => {
    const call = receipt(account);
    return door.send({ ...call, headers: { ...call.headers, ...headers } });
  };
  const statusOf = async (account: Account, headers?: Record<string, string>) => (await send(account, headers)).status;
  const from = (chain: string) => ({ "x-forwarded-for": chain });

  it("is by address as a trusted proxy tells it, and by nobody's word", async () => {
    provideEnv(PROXY);
    const account = await connect("twilio", { settings: { allowedAddresses: "203.0.113.0/28, 2001:db8::/32" } });
    const allowed = ["203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7", "198.51.100.9, 203.0.113.7"];
    for (const chain of allowed) expect([chain, await statusOf(account, from(chain))]).toEqual([chain, 204]);
    expect(await countEvents(account)).toBe(allowed.length);
    const refused = ["203.0.113.16", "2001:db9::7", "203.0.113.7, 198.51.100.9"];
    for (const chain of refused) expect([chain, await statusOf(account, from(chain))]).toEqual([chain, 401]);
    provideEnv({ TRUSTED_PROXIES: "" });
    // Whom a door does not see, a proxy must name: that is ours to set, and no reason to lose a receipt.
    expect(await statusOf(account, from("203.0.113.7"))).toBe(isNodeDoor ? 401 : 503);
    expect(await countEvents(account)).toBe(allowed.length);
    const samples = await samplesOf(account);
    expect(samples.slice(0, 3)).toEqual([
      { reason: "address_not_allowed", address: "203.0.113.16" },
      { reason: "address_not_allowed", address: "2001:db9::7" },
      { reason: "address_not_allowed", address: "198.51.100.9" },
    ]);
    expect(samples[3]).toEqual(
      isNodeDoor
        ? { reason: "address_not_allowed", address: "127.0.0.1" }
        : { reason: "address_not_known", address: "unknown" },
    );
  });

  it("is asked beside the provider's own proof, which still counts", async () => {
    provideEnv(PROXY);
    const account = await connect("twilio", { settings: { allowedAddresses: "203.0.113.7" } });
    const { headers: _, ...unsigned } = receipt(account);
    expect((await door.send({ ...unsigned, headers: from("203.0.113.7") })).status).toBe(401);
    expect((await samplesOf(account)).map(({ reason }) => reason)).toEqual(["missing_signature"]);
  });

  it("is by user name and password, old and new while they are rotated", async () => {
    const account = await connect("twilio", { secrets: { callerUsername: "desk", callerPassword: "first-password" } });
    const as = (username: string, password: string) => ({ authorization: basicAuthorization(username, password) });
    const unasked = await send(account);
    expect([unasked.status, unasked.headers["www-authenticate"]]).toEqual([
      401,
      expect.stringMatching(/^Basic realm=/),
    ]);
    const wrong = [as("desk", "other"), as("other", "first-password"), { authorization: "Bearer first-password" }];
    for (const headers of wrong) expect(await statusOf(account, headers)).toBe(401);
    expect(await countEvents(account)).toBe(0);
    expect(await statusOf(account, as("desk", "first-password"))).toBe(204);
    expect(
      await statusOf(account, { authorization: as("desk", "first-password").authorization.replace("Basic", "basic") }),
    ).toBe(204);
    const input = { connectionId: account.id, secrets: { callerPassword: "second-password" } };
    expect((await replaceSecret(input, { kind: "system" }, () => new Date())).ok).toBe(true);
    for (const password of ["first-password", "second-password"])
      expect(await statusOf(account, as("desk", password))).toBe(204);
    expect((await samplesOf(account)).map(({ reason }) => reason)).toEqual([
      ...["missing_credentials", "wrong_credentials", "wrong_credentials", "wrong_credentials"],
    ]);
    const used = await db().connectionSecret.findMany({ where: { connectionId: account.id, name: "callerPassword" } });
    expect(used.map(({ verifiedCount }) => Number(verifiedCount)).sort()).toEqual([1, 3]);
  });

  it("is by certificate, as a trusted proxy alone can pass it on", async () => {
    provideEnv(PROXY);
    const clientCertificates = [pem, pem].map((text) => new X509Certificate(text).fingerprint256).join(", ");
    const account = await connect("msg91", { secrets: {}, settings: { clientCertificates } });
    const bringing = (header: string) => ({ "client-cert": header });
    for (const header of [der(pem), encodeURIComponent(pem)])
      expect(await statusOf(account, bringing(header))).toBe(200);
    expect(await statusOf(account)).toBe(401);
    for (const header of [der(otherPem), `${der(pem)}, ${der(pem)}`, "::", "SUCCESS"])
      expect(await statusOf(account, bringing(header))).toBe(401);
    provideEnv({ TRUSTED_PROXIES: "192.0.2.1" });
    if (isNodeDoor) expect(await statusOf(account, bringing(der(pem)))).toBe(401);
    expect(await countEvents(account)).toBe(2);
    expect((await samplesOf(account)).map(({ reason }) => reason)).toEqual([
      ...["missing_certificate", "wrong_certificate", "wrong_certificate", "wrong_certificate", "wrong_certificate"],
      ...(isNodeDoor ? ["missing_certificate"] : []),
    ]);
  });

  it("lets our own test through, for this address and this minute alone", async () => {
    const account = await connect("twilio", { settings: { allowedAddresses: "203.0.113.7" } });
    const { target } = receipt(account);
    expect(await statusOf(account, ownCallHeaders(target, new Date()))).toBe(204);
    const others = [ownCallHeaders(`${target}x`, new Date()), ownCallHeaders(target, new Date(Date.now() - 120_000))];
    for (const headers of others) expect(await statusOf(account, headers)).toBeGreaterThan(400);
  });

  it("is not asked where nothing is set, for any provider", async () => {
    for (const { provider, fixture } of listFixtures()) {
      const account = await connect(provider.id, { secrets: fixture.secrets });
      expect([provider.id, (await statusOf(account)) < 300]).toEqual([provider.id, true]);
    }
  });
});

type Account = { id: string; url: string; provider: string; secrets: Record<string, string> };
type Given = { secrets?: Record<string, string>; settings?: Record<string, unknown> };

async function connect(provider: string, { secrets = {}, settings = {} }: Given): Promise<Account> {
  const own: Record<string, string> = provider === "twilio" && !secrets.authToken ? { authToken: "s3cret" } : {};
  const given = { provider, label: `Callers ${randomUUID()}`, secrets: { ...own, ...secrets }, settings };
  const { id, key } = await addConnection(given, () => new Date());
  return { id, url: `${publicUrl()}/api/webhooks/${provider}/${key}`, provider, secrets: given.secrets };
}

function receipt({ url, provider, secrets }: Account): Call {
  const found = findProvider(provider);
  if (!found) throw new Error(provider);
  return callOf(signAny(found, secrets, { url, at: new Date(), id: newMessageSid() }));
}

async function samplesOf({ id }: Account) {
  await flushTallies();
  const select = { reason: true, address: true };
  return db().refusedCallback.findMany({
    where: { connectionId: id },
    orderBy: [{ receivedAt: "asc" }, { id: "asc" }],
    select,
  });
}

function countEvents({ id }: Account): Promise<number> {
  return db().message.count({ where: { connectionId: id } });
}
