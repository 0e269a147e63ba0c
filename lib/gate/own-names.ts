import { isIP } from "node:net";
import { hostname } from "node:os";
import { env } from "@/lib/env";

/** By which names pages are reached, as the environment tells. */
export type OwnNames = {
  hosts: ReadonlySet<string>;
  /** Where a form may come from although it is sent to another host: a proxy in front rewrote that. */
  origins: ReadonlySet<string>;
  /** Somebody set up a proxy, which may call us by any name of its network. */
  isProxied: boolean;
};

export function ownNames(): OwnNames {
  const { PUBLIC_URL, NEXTAUTH_URL, HOST, ALLOWED_HOSTS = [] } = env();
  const urls = [PUBLIC_URL, NEXTAUTH_URL].flatMap((url) => (url ? [new URL(url)] : []));
  const names = [hostname(), ...(HOST ? [HOST] : []), ...ALLOWED_HOSTS, ...urls.map((url) => url.hostname)];
  return {
    hosts: new Set(names.map((name) => name.toLowerCase())),
    origins: new Set(urls.map(({ origin }) => origin)),
    isProxied: PUBLIC_URL !== undefined,
  };
}

/**
 * Whether a `Host` may be ours. A page of somebody else's reaches us under its own name, made to lead here: never as an
 * address, nor as a name that only this machine or this network can give.
 */
export function isOwnHost(host: string, { hosts, isProxied }: OwnNames): boolean {
  const name = nameOf(host);
  if (name === null) return false;
  if (isIP(name.replace(/^\[|\]$/g, "")) !== 0 || name === "localhost" || name.endsWith(".localhost")) return true;
  return hosts.has(name) || (isProxied && !name.includes("."));
}

/** Whether what comes from a page of this origin comes from a page of ours, sent to `host`. */
export function isOwnOrigin(origin: string, host: string, { origins }: OwnNames): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  // Read with the page's own scheme: TLS may end in front of us, and each has its port that is not written.
  return origins.has(page.origin) || page.host === hostOf(`${page.protocol}//${host}`);
}

function nameOf(host: string): string | null {
  if (/[/\\?#@\s]/.test(host)) return null;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, "") : null;
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
