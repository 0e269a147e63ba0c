import type { Seen } from "@/lib/ingest/seen";
import { sayTlsProblem, type TlsProblem } from "@/lib/ingest/tls-problem";
import { bad, type Finding, ok, unknown, warn } from "./finding";

/** What came of asking our own public address how it sees us. */
export type Asked =
  | { kind: "answered"; seen: Seen; sent: string }
  | { kind: "other"; status: number }
  | { kind: "failed"; code: string }
  | { kind: "not_asked" };

/** Callbacks of the last day that were rightly signed and came over http, and the newest reason. */
export type OverHttp = { count: number; newest: { reason: TlsProblem; address: string } | null };

export type AddressFacts = {
  url: string;
  isPublic: boolean;
  hasProxies: boolean;
  /** Whether a server should answer there by now. */
  isStarted: boolean;
  asked: Asked;
  overHttp: OverHttp;
};

export function judgeAddress(facts: AddressFacts): Finding[] {
  return [judgeReach(facts), judgeTls(facts), judgeProxies(facts)];
}

function judgeReach({ url, isPublic, isStarted, asked }: AddressFacts): Finding {
  const check = "public address";
  if (asked.kind === "answered") {
    if (asked.seen.target !== asked.sent) {
      const todo = "Have the proxy pass paths and queries on as they are: providers sign them.";
      return bad(check, `${url} answers, and the address was changed on the way`, todo);
    }
    if (isPublic) return ok(check, `${url} reaches this installation`);
    return warn(check, `${url} reaches it from this machine`, "Set PUBLIC_URL to the address that providers call.");
  }
  if (asked.kind === "not_asked")
    return unknown(check, `${url}, once it is started`, "Start the server, then ask again.");
  const found =
    asked.kind === "other" ? `${url} answers ${asked.status}, not as this installation` : say(url, asked.code);
  if (!isStarted) return unknown(check, found, "Start the server, then ask again.");
  return bad(check, found, isPublic ? "Mend PUBLIC_URL, DNS, the proxy or the firewall." : "Start the server.");
}

function say(url: string, code: string): string {
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the name in ${url} cannot be resolved`;
    case "ECONNREFUSED":
      return `nothing listens at ${url}`;
    default:
      return `${url} cannot be reached (${code})`;
  }
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|ERR_SSL/;

function judgeTls({ url, asked, overHttp }: AddressFacts): Finding {
  const check = "TLS as seen";
  if (!url.startsWith("https:")) {
    return warn(check, "callbacks come over plain http", "Put a proxy with TLS in front, and set PUBLIC_URL to https.");
  }
  if (asked.kind === "failed" && CERTIFICATE.test(asked.code)) {
    return bad(check, `the certificate is not taken (${asked.code})`, "Mend it: providers refuse it too.");
  }
  if (asked.kind === "answered" && asked.seen.tlsProblem) {
    return bad(check, `our question ${sayTlsProblem(asked.seen.tlsProblem, asked.seen.sender)}`, TRUST);
  }
  if (overHttp.count > 0) {
    const { count, newest } = overHttp;
    const why = newest ? `, the newest ${sayTlsProblem(newest.reason, newest.address)}` : "";
    const found = `${count} callbacks of the last 24 hours came over http${why}`;
    return asked.kind === "answered"
      ? warn(check, found, "They came another way than our question did.")
      : bad(check, found, TRUST);
  }
  return asked.kind === "answered" ? ok(check, "what comes over TLS is seen as such") : unknown(check, "not asked yet");
}

const TRUST = "Name the proxy's address in TRUSTED_PROXIES, and have it send X-Forwarded-Proto and X-Forwarded-For.";

function judgeProxies({ url, hasProxies }: AddressFacts): Finding {
  const check = "proxies";
  if (hasProxies) return ok(check, "TRUSTED_PROXIES names some");
  if (!url.startsWith("https:")) return ok(check, "none is trusted, and none is needed for http");
  return bad(check, "TRUSTED_PROXIES is empty, and PUBLIC_URL is https: every callback is answered 503", TRUST);
}
