import { setTimeout as sleep } from "node:timers/promises";
import { KeepAliveConnection } from "./keep-alive-connection";
import type { Payload } from "./payloads";

/** A process of its own, so that its processor time is known apart: sends payloads and says how that went. */
export type Load = {
  url: string;
  connections: number;
  payloads: Payload[];
  /** Sent to this path instead of their own. */
  path?: string;
  /**
   * Open loop: when each payload is due, in whole ms from the beginning, whatever the answers do; latency counts
   * from then. Without it each connection sends its share, one after the other.
   */
  dueAt?: number[];
};
export type LoadResult = {
  seconds: number;
  accepted: number;
  refused: number;
  cpuSeconds: number;
  p50: number;
  p99: number;
};

process.once("message", async (load: Load) => {
  process.send?.(await sendLoad(load));
  process.disconnect();
});

type Answers = { statuses: number[]; latencies: number[] };

async function sendLoad({ url, connections, payloads, path, dueAt }: Load): Promise<LoadResult> {
  const target = new URL(url);
  const requests = payloads.map((payload) => requestBytes(payload, target.host, path ?? payload.path));
  const open = await Promise.all(Array.from({ length: connections }, () => KeepAliveConnection.open(target)));
  const answers: Answers = { statuses: [], latencies: [] };
  const [began, cpuBefore] = [performance.now(), process.cpuUsage()];
  if (dueAt) await sendWhenDue(requests, dueAt, open, answers);
  else await sendInTurn(requests, open, answers);
  const [seconds, cpu] = [(performance.now() - began) / 1000, process.cpuUsage(cpuBefore)];
  for (const connection of open) connection.close();
  const accepted = answers.statuses.filter((status) => status >= 200 && status < 300).length;
  const latencies = Float64Array.from(answers.latencies).sort();
  return {
    seconds,
    accepted,
    refused: answers.statuses.length - accepted,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    p50: latencies[Math.floor(latencies.length * 0.5)] ?? 0,
    p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
  };
}

async function sendInTurn(requests: Buffer[], open: KeepAliveConnection[], answers: Answers): Promise<void> {
  const share = Math.ceil(requests.length / open.length);
  await Promise.all(
    open.map(async (connection, index) => {
      for (const request of requests.slice(index * share, (index + 1) * share)) {
        const sent = performance.now();
        answers.statuses.push(await connection.send(request));
        answers.latencies.push(performance.now() - sent);
      }
    }),
  );
}

/** Connections take turns, so that none is idle for so long that the server closes it. */
async function sendWhenDue(
  requests: Buffer[],
  dueAt: number[],
  open: KeepAliveConnection[],
  answers: Answers,
): Promise<void> {
  // Timers fire on whole milliseconds of this clock: what is due on one is sent without delay.
  const began = Math.ceil(clockMs());
  let next = 0;
  await Promise.all(
    open.map(async (connection) => {
      for (let index = next++; index < requests.length; index = next++) {
        const due = began + (dueAt[index] ?? 0);
        for (let wait = due - clockMs(); wait > 0; wait = due - clockMs()) await sleep(Math.ceil(wait));
        answers.statuses.push(await connection.send(requests[index] as Buffer));
        answers.latencies.push(clockMs() - due);
      }
    }),
  );
}

function clockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function requestBytes({ method, headers, body }: Payload, host: string, path: string): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ ...headers, host, "content-length": String(bytes.length) });
  const head = [`${method} ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join("\r\n");
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), bytes]);
}
