import { handleNextCallback } from "@/lib/ingest/doors/next-door";
import { receiveInThread } from "@/lib/ingest/doors/receive-in-thread";

export const dynamic = "force-dynamic";

export { take as DELETE, take as GET, take as PATCH, take as POST, take as PUT };

function take(request: Request): Promise<Response> {
  return handleNextCallback(request, receiveInThread);
}
