import { whileReachable } from "@/app/read";
import { refusePassedOver } from "@/lib/address/refuse-passed-over";
import { problemResponse } from "@/lib/api/problem";
import { requirePermission } from "@/lib/auth/require-permission";
import { systemClock } from "@/lib/clock";
import { exportFilename, exportMessages } from "@/lib/messages/export-messages";
import { type MessageFilters, readMessageAddress } from "@/lib/messages/filters";

/** The list as a file; one that its reader gives up is read no further. */
export async function GET(request: Request): Promise<Response> {
  try {
    const user = await whileReachable(requirePermission("export:masked"));
    const { filename, lines } = await exportMessages(user, filtersOf(request), systemClock);
    return new Response(streamOf(lines), { headers: headersOf(filename) });
  } catch (error) {
    return problemResponse(error);
  }
}

/** What the file would come with: nothing is read and nothing leaves, so nothing goes on record. */
export async function HEAD(request: Request): Promise<Response> {
  try {
    await whileReachable(requirePermission("export:masked"));
    return new Response(null, { headers: headersOf(exportFilename(filtersOf(request), systemClock)) });
  } catch (error) {
    return problemResponse(error);
  }
}

/** An address that is not understood whole gets no file: a file could not say so. */
function filtersOf(request: Request): MessageFilters {
  const { filters, passedOver } = readMessageAddress(request);
  refusePassedOver(passedOver);
  return filters;
}

function headersOf(filename: string): Record<string, string> {
  return {
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="${filename}"`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
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
