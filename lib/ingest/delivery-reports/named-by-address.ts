import { idField } from "@/lib/providers/kit/fields";
import { formFields, onlyValue, queryOf } from "@/lib/providers/kit/form-fields";
import type { ParsedCallback, Provider, WebhookRequest } from "@/lib/providers/provider";

/** What the app adds to the address that it gives the provider with one message. */
const REFERENCE = "ref";

/**
 * A report that echoes no reference gets the one of the address that was called, where the provider's proof covers that.
 * An address is one message's: of several reports it cannot be said which is meant.
 */
export function namedByAddress(
  read: ParsedCallback,
  { url }: Pick<WebhookRequest, "url">,
  { signsAddress }: Pick<Provider, "signsAddress">,
): ParsedCallback {
  if (!signsAddress || read.kind !== "reports" || read.reports.length !== 1 || read.problems) return read;
  const query = queryOf(url);
  const clientReference = query === "" ? undefined : idField(onlyValue(formFields(query), REFERENCE));
  if (clientReference === undefined) return read;
  return {
    ...read,
    reports: read.reports.map((report) => ({ ...report, clientReference: report.clientReference ?? clientReference })),
  };
}
