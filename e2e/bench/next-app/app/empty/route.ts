export const dynamic = "force-dynamic";

/** Contender "empty": what Next itself takes for a POST of this size. */
export async function POST(request: Request): Promise<Response> {
  await request.arrayBuffer();
  return new Response(null, { status: 204 });
}
