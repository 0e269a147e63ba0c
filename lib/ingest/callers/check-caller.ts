import { timingSafeEqual } from "node:crypto";
import ipaddr from "ipaddr.js";
import { inRanges } from "@/lib/address-range";
import { isBasicOf } from "@/lib/providers/kit/basic-auth";
import type { RefusalReason } from "@/lib/providers/provider";
import { isOwn, ownHeaders } from "../own-request";
import { passedByProxy, senderAddress } from "../public-address";
import type { RawCallback } from "../raw-callback";
import { inForce } from "../secret-sets";
import { CERTIFICATE_HEADER, certificateHash } from "./client-certificate";
import type { Callers } from "./read-callers";

export type CheckedCaller = { ok: true; secretIds: readonly string[] } | { ok: false; reason: RefusalReason };

/** Where nothing is asked of callers. */
export const ANYBODY: CheckedCaller = { ok: true, secretIds: [] };

/** Whether a callback comes from where, with what, and as whom the connection asks for. Each of them counts. */
export function checkCaller(raw: RawCallback, callers: Callers): CheckedCaller {
  if (isOwn(raw, ownCall(raw.target))) return ANYBODY;
  const reason = addressProblem(raw, callers) ?? certificateProblem(raw, callers);
  return reason === null ? checkCredentials(raw, callers) : { ok: false, reason };
}

/** What we send to our own door ourselves, as a test: no provider's address and certificate are ours to have. */
export function ownCallHeaders(target: string, at: Date): Record<string, string> {
  return ownHeaders(ownCall(target), at);
}

function ownCall(target: string): string {
  return `we call ${target} ourselves`;
}

function addressProblem(raw: RawCallback, { ranges }: Callers): RefusalReason | null {
  if (!ranges) return null;
  const address = senderAddress(raw);
  if (!ipaddr.isValid(address)) return "address_not_known";
  return inRanges(ipaddr.parse(address), ranges) ? null : "address_not_allowed";
}

function certificateProblem(raw: RawCallback, { certificates }: Callers): RefusalReason | null {
  if (!certificates) return null;
  const passed = passedByProxy(raw, CERTIFICATE_HEADER);
  if (!passed) return "missing_certificate";
  const given = certificateHash(passed);
  return given && certificates.some((hash) => timingSafeEqual(hash, given)) ? null : "wrong_certificate";
}

function checkCredentials({ headers, receivedAt }: RawCallback, { credentials }: Callers): CheckedCaller {
  if (!credentials) return ANYBODY;
  const { authorization } = headers;
  if (!authorization) return { ok: false, reason: "missing_credentials" };
  const set = credentials
    .filter((one) => inForce(one, receivedAt))
    .find(({ values: { callerUsername = "", callerPassword } }) =>
      Boolean(callerPassword && isBasicOf(authorization, callerUsername, callerPassword)),
    );
  return set ? { ok: true, secretIds: set.secretIds } : { ok: false, reason: "wrong_credentials" };
}
