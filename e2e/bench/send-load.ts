import autocannon from "autocannon";
import type { Payload } from "./payloads";

/**
 * A process of its own: posts every payload once over keep-alive connections, and says how that went. The
 * number of payloads is a multiple of the number of connections.
 */
export type Load = { url: string; connections: number; payloads: Payload[] };
export type LoadResult = { seconds: number; accepted: number; refused: number; p50: number; p99: number };

process.once("message", async (load: Load) => {
  process.send?.(await sendLoad(load));
  process.disconnect();
});

async function sendLoad({ url, connections, payloads }: Load): Promise<LoadResult> {
  const began = performance.now();
  const share = payloads.length / connections;
  let begin = 0;
  const result = await autocannon({
    url,
    connections,
    amount: payloads.length,
    timeout: 30,
    setupClient: (client) => {
      const own = payloads.slice(begin, begin + share);
      begin += share;
      client.setRequests(
        own.map(({ body, headers, path }) => ({ method: "POST", headers, path, body: Buffer.from(body) })),
      );
    },
  });
  const accepted = result["2xx"];
  return {
    seconds: (performance.now() - began) / 1000,
    accepted,
    refused: result.requests.total - accepted,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}
