import { type AddressRange, readRanges } from "@/lib/address-range";
import { type SecretRow, type SecretSet, secretSets } from "../secret-sets";
import { CallerSecrets, CallerSettings, isCallerField } from "./caller-fields";

/** What a connection asks of who calls it; each is null where it does not. */
export type Callers = {
  ranges: readonly AddressRange[] | null;
  /** SHA-256 of certificates. */
  certificates: readonly Buffer[] | null;
  /** Newest first; several during a rotation. */
  credentials: readonly SecretSet[] | null;
};

/** Throws with settings that were not checked when they were stored: a connection must not do with less than was asked for. */
export function readCallers(
  settings: Readonly<Record<string, unknown>>,
  secrets: readonly SecretRow[],
): Callers | null {
  const own = Object.fromEntries(Object.entries(settings).filter(([name]) => isCallerField(name)));
  const { allowedAddresses, clientCertificates } = CallerSettings.parse(own);
  const sets = secretSets(secrets.filter(({ name }) => Object.hasOwn(CallerSecrets.shape, name)));
  const callers = {
    ranges: allowedAddresses ? rangesOf(allowedAddresses) : null,
    certificates: clientCertificates ? clientCertificates.split(", ").map((hex) => Buffer.from(hex, "hex")) : null,
    credentials: sets.some(({ values }) => values.callerPassword) ? sets : null,
  };
  return Object.values(callers).every((asked) => asked === null) ? null : callers;
}

function rangesOf(text: string): AddressRange[] {
  const read = readRanges(text);
  return read.ok ? read.ranges : [];
}
