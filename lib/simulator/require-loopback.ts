import ipaddr from "ipaddr.js";
import { AppError } from "@/lib/errors";

/** The address of an instance on this machine; made-up stories must not end up in somebody else's numbers. */
export function requireLoopback(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new AppError("invalid_input", "--url must be the address of an instance, like http://127.0.0.1:3000.");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isLoopback = host === "localhost" || (ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback");
  if (isLoopback) return url;
  throw new AppError("invalid_input", "The simulator sends to this machine only: --url must be a loopback address.");
}
