import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

export type StartPlan = {
  isEmbedded: boolean;
  isDemo: boolean;
  host: string;
  port: number;
  /** What will not work although no one setting is wrong. */
  warnings: string[];
};

/** What `npm start` is about to do, by the environment. The demo never meets a database or an audience of others. */
export function planStart(): StartPlan {
  const { DATABASE_URL, PUBLIC_URL, HOST, PORT, DEMO } = env();
  const isEmbedded = DATABASE_URL === undefined;
  const host = HOST ?? (isEmbedded ? "127.0.0.1" : "0.0.0.0");
  const mayDemo = isEmbedded && isLoopback(host);
  if (DEMO === "on" && !mayDemo) {
    throw new AppError(
      "misconfigured",
      "DEMO=on does not go with DATABASE_URL, nor with a HOST that others can reach.",
    );
  }
  if (!isEmbedded && !PUBLIC_URL) {
    throw new AppError(
      "misconfigured",
      "PUBLIC_URL is not set, and DATABASE_URL is: give the address that providers call, for they sign it.",
    );
  }
  return { isEmbedded, isDemo: mayDemo && DEMO !== "off", host, port: PORT, warnings: warnings() };
}

function warnings(): string[] {
  const { PUBLIC_URL, TRUSTED_PROXIES = [] } = env();
  if (!PUBLIC_URL?.startsWith("https:") || TRUSTED_PROXIES.length > 0) return [];
  return [
    "PUBLIC_URL is https and TRUSTED_PROXIES is empty: callbacks are answered 503 until it names the proxy that ends TLS.",
  ];
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
