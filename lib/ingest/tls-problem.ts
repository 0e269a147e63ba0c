/** Why a callback that is rightly signed did not come over TLS, as far as we can tell. */
export const TLS_PROBLEMS = ["proxy_not_trusted", "proxy_says_http"] as const;
export type TlsProblem = (typeof TLS_PROBLEMS)[number];

/** `address` is the proxy's where none is trusted, and else the sender's; a door may not know it. */
export function sayTlsProblem(problem: TlsProblem, address: string): string {
  switch (problem) {
    case "proxy_not_trusted":
      if (address === "unknown") return "came over http as far as we can tell; TRUSTED_PROXIES is empty";
      return `came over http; the proxy ${address} is not in TRUSTED_PROXIES`;
    case "proxy_says_http":
      return `came over http from ${address}; the proxy in TRUSTED_PROXIES does not say https in X-Forwarded-Proto`;
  }
}
