import { randomBytes } from "node:crypto";
import { z } from "zod";
import { open, seal } from "@/lib/privacy/seal";
import { commitTo } from "./chain-hash";

const SALT_BYTES = 32;
const PersonalFields = z.record(z.string(), z.string());

export type SealedPersonal = {
  personal: Uint8Array<ArrayBuffer>;
  personalSalt: Uint8Array<ArrayBuffer>;
  personalCommitment: Uint8Array<ArrayBuffer>;
};

/** Seals what names a person, bound to the row's number, with the salted commitment that goes into the chain. */
export function sealPersonal(fields: Record<string, string>, number: bigint): SealedPersonal {
  const salt = randomBytes(SALT_BYTES);
  return {
    personal: new Uint8Array(seal(Buffer.from(JSON.stringify(fields), "utf8"), "audit", String(number))),
    personalSalt: new Uint8Array(salt),
    personalCommitment: new Uint8Array(commitTo(fields, salt)),
  };
}

/** Opens the sealed part of a row; throws when it is not what was sealed for this row. */
export function openPersonal(sealed: Uint8Array, number: bigint): Record<string, string> {
  return PersonalFields.parse(JSON.parse(open(sealed, "audit", String(number)).toString("utf8")));
}
