import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/env";
import { judgeRequest } from "@/lib/gate/judge-request";
import { ownNames } from "@/lib/gate/own-names";

/** Refuses what comes from elsewhere, and sets the headers of every page. Who may see what is decided in the verbs. */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const asked = { method: request.method, target: pathname + search };
  const refusal = judgeRequest({ ...asked, header: (name) => request.headers.get(name) }, ownNames());
  if (refusal) return new NextResponse(refusal.words, { status: refusal.status, headers: refusal.headers });
  // A page has one address. Next makes it relative again, so that it holds behind any proxy.
  if (/.\/$/.test(pathname)) {
    const only = new URL(`/${pathname.replace(/^\/+|\/+$/g, "")}${search}`, request.url);
    return NextResponse.redirect(only, 308);
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-path", pathname + search);
  headers.set("content-security-policy", policy);
  // Judged above. Next would compare the two again, and does not know PUBLIC_URL nor what a proxy made of Host.
  headers.delete("x-forwarded-host");
  if (headers.has("origin")) headers.set("origin", `http://${headers.get("host")}`);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-frame-options", "DENY");
  // Not no-referrer: browsers then send "Origin: null" with plain form posts, which server actions must refuse.
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cache-control", "no-store");
  if (isHttps()) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  return response;
}

// Callbacks never pass here: a proxy would cut their bodies. Static files and news need no policy of their own.
export const config = {
  matcher: [
    "/((?!api/webhooks/|api/v1/|api/health|api/metrics|api/live|api/openapi.json|_next/static/|_next/image|icon.svg|manifest.webmanifest|robots.txt).*)",
  ],
};

/** Scripts by nonce alone; inline styles are needed by the component library. */
function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = env().NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    // Signing out goes on to the single sign-on issuer, where there is one.
    `form-action 'self'${issuerOrigin()}`,
    "frame-ancestors 'none'",
    ...(isHttps() ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

function issuerOrigin(): string {
  const { OIDC_ISSUER } = env();
  return OIDC_ISSUER ? ` ${new URL(OIDC_ISSUER).origin}` : "";
}

function isHttps(): boolean {
  return env().PUBLIC_URL?.startsWith("https://") ?? false;
}
