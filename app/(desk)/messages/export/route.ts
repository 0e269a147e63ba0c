import { refusePassedOver } from "@/lib/address/refuse-passed-over";
import { problemResponse } from "@/lib/api/problem";
import { requirePermission } from "@/lib/auth/require-permission";
import { systemClock } from "@/lib/clock";
import { exportMessages } from "@/lib/messages/export-messages";
import { readMessageAddress } from "@/lib/messages/filters";

/**
 * The list as a file; one that its reader gives up is read no further. An address that is not understood whole gets
 * none: a file could not say so.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const user = await requirePermission("export:masked");
    const { filters, passedOver } = readMessageAddress(request);
    refusePassedOver(passedOver);
    const { filename, lines } = await exportMessages(user, filters, systemClock);
    return new Response(streamOf(lines), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${filename}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return problemResponse(error);
  }
}

function streamOf(lines: AsyncGenerator<string, void, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return();
    },
  });
}
