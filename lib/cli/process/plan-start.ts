import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

export type StartPlan = { isEmbedded: boolean; isDemo: boolean; host: string; port: number };

/** What `npm start` is about to do, by the environment. The demo never meets a database or an audience of others. */
export function planStart(): StartPlan {
  const { DATABASE_URL, HOST, PORT, DEMO } = env();
  const isEmbedded = DATABASE_URL === undefined;
  const host = HOST ?? (isEmbedded ? "127.0.0.1" : "0.0.0.0");
  const mayDemo = isEmbedded && isLoopback(host);
  if (DEMO === "on" && !mayDemo) {
    throw new AppError(
      "misconfigured",
      "DEMO=on does not go with DATABASE_URL, nor with a HOST that others can reach.",
    );
  }
  return { isEmbedded, isDemo: mayDemo && DEMO !== "off", host, port: PORT };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
