import { parentPort, workerData } from "node:worker_threads";
import autocannon from "autocannon";
import type { Payload } from "./payloads";

/** In a thread of its own: posts every payload once over keep-alive connections; answers with seconds and refusals. */
export type Load = { url: string; connections: number; payloads: Payload[] };
export type LoadResult = { seconds: number; accepted: number; refused: number; p50: number; p99: number };

const { url, connections, payloads } = workerData as Load;
const began = performance.now();
let next = 0;
const result = await autocannon({
  url,
  connections,
  amount: payloads.length,
  timeout: 30,
  setupClient: (client) => {
    const take = () => {
      const payload = payloads[next % payloads.length] as Payload;
      next += 1;
      const { method, headers, path, body } = payload;
      client.setRequest({ method: method as "POST", headers, path, body: Buffer.from(body) });
    };
    take();
    client.on("response", take);
  },
});
const accepted = result["2xx"];
parentPort?.postMessage({
  seconds: (performance.now() - began) / 1000,
  accepted,
  refused: result.requests.total - accepted,
  p50: result.latency.p50,
  p99: result.latency.p99,
} satisfies LoadResult);
