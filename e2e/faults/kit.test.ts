import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMessageSid, receipt, testConnection } from "@/e2e/support/receipts";
import { closeDb } from "@/lib/db";
import { storeBatch } from "@/lib/ingest/store-callbacks";
import { closeIngestPool, ingestPool } from "@/lib/ledger/sql/pool";
import { ByteCut, type Cut } from "./byte-cut";
import { Ledger } from "./ledger";
import { TcpProxy } from "./tcp-proxy";
import { unaccounted } from "./unaccounted";

/** What the fault tests rely on must itself be able to notice. */
describe("the ledger and the count of what is unaccounted for", () => {
  afterAll(async () => {
    await closeIngestPool();
    await closeDb();
  });

  it("finds what was acknowledged and is not stored, and what is stored twice", async () => {
    const connection = testConnection();
    const [kept, lost, halfLost, doubled, twin] = Array.from({ length: 5 }, newMessageSid) as [string, ...string[]];
    const ledger = new Ledger();
    await Promise.all([kept, lost, halfLost, halfLost, doubled, twin].map((ref) => ledger.acknowledge(ref as string)));
    const stored = [
      ...[kept, halfLost, doubled].map((ref) => [ref, "delivered"]),
      ...[doubled, twin].map((ref) => [ref, "sent"]),
    ];
    await storeBatch(
      stored.map(([providerMessageId = "", rawStatus = ""]) =>
        receipt(connection, { providerMessageId, rawStatus }, new Date()),
      ),
    );
    expect(await unaccounted(ledger, connection.id)).toEqual({ lost: [lost, halfLost], doubled: [doubled] });

    await ingestPool().query("UPDATE messages SET provider_message_id = $1 WHERE provider_message_id = $2", [
      kept,
      twin,
    ]);
    const renamed = await unaccounted(ledger, connection.id);
    expect({ lost: new Set(renamed.lost), doubled: new Set(renamed.doubled) }).toEqual({
      lost: new Set([lost, halfLost, twin]),
      doubled: new Set([doubled, kept]),
    });
    expect(ledger.count).toBe(6);
    ledger.remove();
  });
});

describe("a cut", () => {
  const link = {};
  const cut = (options: Cut) => new ByteCut(options);

  it("counts from its marker, over chunks, in its direction and connection alone", () => {
    const toServer = cut({ direction: "toServer", from: "COMMIT", bytes: 10 });
    expect(toServer.take(link, "toServer", Buffer.from("BEGIN"))).toBeNull();
    expect(toServer.take(link, "toServer", Buffer.from("..COMMIT"))).toBeNull();
    expect(toServer.take(link, "toClient", Buffer.alloc(100))).toBeNull();
    expect(toServer.take({}, "toServer", Buffer.alloc(100))).toBeNull();
    expect(toServer.take(link, "toServer", Buffer.from("123456"))).toBe(4);
    expect(toServer.isDone).toBe(true);
    expect(toServer.take(link, "toServer", Buffer.from("COMMIT"))).toBeNull();
  });

  it("may fall before its marker, and in what the server answers", () => {
    const early = cut({ direction: "toServer", from: "COMMIT", bytes: -1 });
    expect(early.take(link, "toServer", Buffer.from("..COMMIT"))).toBe(1);
    const answer = cut({ direction: "toClient", from: "COMMIT", bytes: 3 });
    expect(answer.take(link, "toClient", Buffer.from("an earlier answer"))).toBeNull();
    expect(answer.take(link, "toServer", Buffer.from("..COMMIT"))).toBeNull();
    expect(answer.take(link, "toClient", Buffer.from("abc"))).toBe(3);
  });
});

describe("the proxy", () => {
  let echo: Server;
  let proxy: TcpProxy;

  beforeAll(async () => {
    echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket)).listen(0, "127.0.0.1");
    await once(echo, "listening");
    const address = echo.address();
    proxy = await TcpProxy.start({ targetPort: typeof address === "object" && address ? address.port : 0 });
  });
  afterAll(async () => {
    await proxy.close();
    echo.close();
  });

  it("holds everything back while it hangs, and gives it after", async () => {
    const socket = await open();
    proxy.hang();
    socket.write("held");
    expect(await Promise.race([once(socket, "data"), sleep(100, "silence")])).toBe("silence");
    proxy.resume();
    expect(String(await once(socket, "data"))).toBe("held");
    socket.destroy();
  });

  it("lets exactly so many bytes through before it cuts", async () => {
    const socket = await open();
    proxy.cutOnce({ direction: "toClient", from: "x", bytes: 7 });
    socket.write("x123456789");
    const received: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) received.push(chunk);
    expect(Buffer.concat(received).toString()).toBe("x123456");
    expect(proxy.disarm()).toBe(true);
  });

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(proxy.url("tcp://127.0.0.1:1")).port), "127.0.0.1");
    await once(socket, "connect");
    return socket;
  }
});
