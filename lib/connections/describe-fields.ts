import { z } from "zod";
import { callerSecretsOf, callerSettingsOf } from "@/lib/ingest/callers/caller-fields";
import type { Provider } from "@/lib/providers/provider";

/** One field of a connection's form, as the provider's own schema says it. */
export type FormField = {
  name: string;
  title: string;
  description: string | null;
  isRequired: boolean;
  /** Hidden while it is typed. */
  isSecret: boolean;
  /** Chosen by us and told to the provider: it can be made here. */
  canGenerate: boolean;
  /** How the provider makes them: another one is doubtful. */
  shape: { pattern: string; words: string } | null;
  /** Stored in the clear, and shown again. */
  isSetting: boolean;
  /** About who may call, which any connection may ask; else the provider's own. */
  isOfCaller: boolean;
  /** Empty unless it is a choice. */
  choices: string[];
  kind: "text" | "number" | "choice" | "json";
  /** What counts where it is left empty. */
  fallback: string | null;
};

const Property = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.string().optional(),
  enum: z.string().array().optional(),
  default: z.unknown().optional(),
  // Of ours, beside what JSON Schema knows; see the provider's contract.
  isPublic: z.boolean().optional(),
  canGenerate: z.boolean().optional(),
  shape: z.object({ pattern: z.string(), words: z.string() }).optional(),
});
const Shape = z.looseObject({
  properties: z.record(z.string(), Property).default({}),
  required: z.string().array().default([]),
});

/** What an admin is asked for: the secrets first, then the settings, and then what callers may be asked. */
export function describeFields(provider: Provider): FormField[] {
  const { secrets, settings } = provider;
  return [
    ...fieldsOf(secrets, { isSetting: false, isOfCaller: false }),
    ...(settings ? fieldsOf(settings, { isSetting: true, isOfCaller: false }) : []),
    ...fieldsOf(callerSettingsOf(provider), { isSetting: true, isOfCaller: true }),
    ...fieldsOf(callerSecretsOf(provider), { isSetting: false, isOfCaller: true }),
  ];
}

function fieldsOf(
  schema: z.ZodType,
  { isSetting, isOfCaller }: Pick<FormField, "isSetting" | "isOfCaller">,
): FormField[] {
  const { properties, required } = Shape.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    title: property.title ?? name,
    description: property.description ?? null,
    isRequired: required.includes(name),
    // A choice of a few known words hides nothing.
    isSecret: !isSetting && !property.enum && !property.isPublic,
    canGenerate: property.canGenerate ?? false,
    shape: property.shape ?? null,
    isSetting,
    isOfCaller,
    choices: property.enum ?? [],
    kind: kindOf(property),
    fallback: property.default === undefined || property.default === "" ? null : String(property.default),
  }));
}

function kindOf(property: z.infer<typeof Property>): FormField["kind"] {
  if (property.enum) return "choice";
  if (property.type === "integer" || property.type === "number") return "number";
  return property.type === "string" ? "text" : "json";
}
