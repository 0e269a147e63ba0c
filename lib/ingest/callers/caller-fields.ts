import { z } from "zod";
import { readRange } from "@/lib/address-range";
import type { Provider } from "@/lib/providers/provider";

const MOST_RANGES = 200;
const MOST_CERTIFICATES = 10;

const allowedAddresses = z
  .string()
  .trim()
  .max(10_000)
  .transform((text, context) => {
    const entries = entriesOf(text);
    const wrong = entries.findIndex((entry) => readRange(entry) === null);
    if (wrong !== -1) {
      return refuse(context, `${placeOf(wrong, entries)} is neither an address nor a range, like 203.0.113.0/24`);
    }
    if (entries.length > MOST_RANGES) return refuse(context, `has more than ${MOST_RANGES} addresses`);
    return entries.join(", ") || undefined;
  });

const clientCertificates = z
  .string()
  .trim()
  .max(2_000)
  .transform((text, context) => {
    const prints = entriesOf(text).map((print) => print.replaceAll(":", "").toLowerCase());
    const wrong = prints.findIndex((print) => !/^[0-9a-f]{64}$/.test(print));
    if (wrong !== -1) {
      const isSha1 = /^[0-9a-f]{40}$/.test(prints[wrong] ?? "");
      const meant = "64 digits and letters from a to f, with or without : between them";
      return refuse(
        context,
        `${placeOf(wrong, prints)} is ${isSha1 ? "of SHA-1: give that of SHA-256" : "none"}, ${meant}`,
      );
    }
    if (prints.length > MOST_CERTIFICATES) return refuse(context, `has more than ${MOST_CERTIFICATES} certificates`);
    return prints.join(", ") || undefined;
  });

/** What any connection may ask of who calls, beside the provider's own proof. Kept as they are typed, in one spelling. */
export const CallerSettings = z.strictObject({
  allowedAddresses: allowedAddresses.optional().meta({
    title: "Addresses that may call",
    description:
      "Addresses and ranges, with commas between, as the provider publishes them: 203.0.113.7, 2001:db8::/32. Without any, all may. Behind a proxy TRUSTED_PROXIES must name it.",
  }),
  clientCertificates: clientCertificates.optional().meta({
    title: "Client certificates",
    description:
      "SHA-256 fingerprints of the certificates that the provider may call with. A proxy in TRUSTED_PROXIES must ask for them and pass each on as Client-Cert.",
  }),
});

const secret = z.string().trim().min(1);

export const CallerSecrets = z.strictObject({
  callerUsername: secret
    .max(200)
    .regex(/^[^:]*$/, "must not have a : in it")
    .optional()
    .meta({
      title: "User name of the caller",
      description:
        "Where the provider can call with one (HTTP Basic): from its own settings, or in front of the host in the URL, as https://name:password@…",
      isPublic: true,
    }),
  callerPassword: secret.max(500).optional().meta({
    title: "Password of the caller",
    description: "With it every callback must bring both, beside the provider's own proof.",
    canGenerate: true,
  }),
});

const NOTHING = z.strictObject({});

/** What a connection of a provider may ask of who calls; nothing where nobody calls. */
export function callerSettingsOf({ methods }: Pick<Provider, "methods">): z.ZodObject {
  return methods.length === 0 ? NOTHING : CallerSettings;
}

/** The secrets that they may be asked for. */
export function callerSecretsOf({
  methods,
  readsAuthorization,
}: Pick<Provider, "methods" | "readsAuthorization">): z.ZodObject {
  return methods.length === 0 || readsAuthorization ? NOTHING : CallerSecrets;
}

export function isCallerField(name: string): boolean {
  return Object.hasOwn(CallerSettings.shape, name) || Object.hasOwn(CallerSecrets.shape, name);
}

function entriesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** Never what was typed: it may have been meant for another field. */
function placeOf(index: number, entries: readonly string[]): string {
  return entries.length === 1 ? "it" : `entry ${index + 1}`;
}

function refuse(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}
