import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Handler, LIMITS, type Listener, listen } from "./listen";

let listener: Listener;
afterEach(() => listener.close());

async function start(answer: Handler, limits: Partial<typeof LIMITS> = {}): Promise<Socket> {
  listener = await listen("127.0.0.1", 0, { ...LIMITS, ...limits });
  listener.answerWith(answer);
  const socket = connect(listener.port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  return socket;
}

const request = (target: string) => `GET ${target} HTTP/1.1\r\nHost: desk.example\r\n\r\n`;

describe("the listener", () => {
  it("says that it is starting until it is told what to answer", async () => {
    listener = await listen("127.0.0.1", 0);
    const answer = await fetch(listener.url);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  });

  it("cuts off who does not take the answer", async () => {
    const socket = await start((_, response) => response.end(Buffer.alloc(64 * 1_024 * 1_024)), { silence: 200 });
    const ended = once(socket, "close");
    socket.pause().write(request("/"));
    await sleep(600);
    socket.resume();
    await ended;
    expect(socket.bytesRead).toBeLessThan(64 * 1_024 * 1_024);
  });

  it("cuts off who does not finish a request's head, and who says nothing at all", async () => {
    const limits = { headersTimeout: 100, connectionsCheckingInterval: 50 };
    const dribbling = await start((_, response) => response.end(), limits);
    const silent = connect(listener.port, "127.0.0.1").resume();
    dribbling.resume().write("GET / HTTP/1.1\r\nHost:");
    await Promise.all([once(dribbling, "close"), once(silent, "close")]);
  });

  it("reads a target in absolute form as its path", async () => {
    const targets: string[] = [];
    const socket = await start((asked, response) => {
      targets.push(asked.url ?? "");
      response.end();
    });
    for (const target of [
      "/a?b=c",
      "http://desk.example/a?b=c",
      "HTTPS://desk.example:8443",
      "http://desk.example?b",
    ]) {
      socket.write(request(target));
      await once(socket, "data");
    }
    expect(targets).toEqual(["/a?b=c", "/a?b=c", "/", "/?b"]);
    socket.destroy();
  });

  it("closes once, and tells whoever asks twice", async () => {
    const socket = await start((_, response) => response.end("answered"));
    socket.write(request("/"));
    await Promise.all([once(socket.resume(), "close"), listener.close(), listener.close()]);
    await expect(fetch(listener.url)).rejects.toThrow();
  });
});
