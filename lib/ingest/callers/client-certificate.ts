import { createHash } from "node:crypto";

/** A certificate as proxies pass it on: `:base64:` of RFC 9440, or its PEM with what no header takes escaped. */
const STRUCTURED = /^:([A-Za-z0-9+/]+={0,2}):$/;
const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

export const CERTIFICATE_HEADER = "client-cert";

/** SHA-256 of the certificate's bytes; null where the header holds none, or more than one. */
export function certificateHash(header: string): Buffer | null {
  const base64 = STRUCTURED.exec(header)?.[1] ?? PEM.exec(unescaped(header))?.[1];
  const der = Buffer.from(base64?.replaceAll(/\s/g, "") ?? "", "base64");
  return der.length === 0 ? null : createHash("sha256").update(der).digest();
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
