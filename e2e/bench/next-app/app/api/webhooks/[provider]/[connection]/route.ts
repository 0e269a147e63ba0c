import { storeReports } from "@/e2e/bench/next-app/store-reports";
import { findConnection } from "@/lib/ingest/connections";
import type { PreparedReport } from "@/lib/ingest/delivery-reports/prepare-reports";
import { prepareCallback } from "@/lib/ingest/prepare-callback";
import { signedUrl } from "@/lib/ingest/public-address";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ connection: string }> };

/** Contender "textbook": the handler that tutorials show, one interactive transaction a callback; the same rows. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const receivedAt = new Date();
  const body = Buffer.from(await request.arrayBuffer());
  const connection = await findConnection((await params).connection);
  const [set] = connection?.secretSets ?? [];
  if (!connection || !set) return new Response(null, { status: 404 });
  const { pathname, search } = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  const callback = { method: request.method, url: signedUrl(pathname + search), headers, body, receivedAt };
  if (!connection.adapter.verify(callback, set.values).ok) return new Response(null, { status: 401 });
  const parsed = connection.adapter.parse(callback);
  if (parsed.kind !== "reports") return new Response(null, { status: 422 });
  const { arrivals } = prepareCallback(parsed, callback, connection, set.secretIds[0] ?? null);
  await storeReports(arrivals as PreparedReport[]);
  return new Response(null, { status: 204 });
}
