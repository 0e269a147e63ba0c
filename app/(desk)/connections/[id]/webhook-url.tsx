import { Card } from "@/components/card/card";
import { CopyButton } from "@/components/copy/copy-button";
import { Notice } from "@/components/notice/notice";
import type { ConnectionOverview } from "@/lib/connections/list-overviews";
import { pastedUrl } from "@/lib/connections/webhook-url";
import type { Provider } from "@/lib/providers/provider";
import classes from "../connections.module.css";

type Props = { connection: Pick<ConnectionOverview, "provider" | "key" | "asked">; provider: Provider | undefined };

/** What to paste at the provider, and where. */
export function WebhookUrl({ connection, provider }: Props) {
  const { steps = [], urlSuffix, caution } = provider?.setup ?? {};
  const url = pastedUrl(connection);
  return (
    <Card
      title={url ? "Webhook URL" : "Set-up at the provider"}
      aside={url && <CopyButton text={url} what="webhook URL" />}
    >
      <div className={classes.stack}>
        {url ? (
          <code className={classes.url}>{url}</code>
        ) : (
          <p>It sends no callbacks, so there is no address to paste: it is asked about each message instead.</p>
        )}
        {urlSuffix && (
          <p className={classes.small}>
            <code>{urlSuffix.text}</code> {urlSuffix.does}. It stays at the provider: it is neither sent nor signed.
          </p>
        )}
        {steps.length > 0 && (
          <ol className={classes.steps}>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
        {provider && url && (
          <p className={classes.small}>
            <code>?ref=</code> {provider.signsAddress ? sayRef(provider) : sayNoRef(provider)}
          </p>
        )}
        {caution && (
          <Notice tone="warn">{url && connection.asked.length === 0 ? `${caution} ${HELPS}` : caution}</Notice>
        )}
        {provider && (
          <a href={provider.docsUrl} target="_blank" rel="noopener noreferrer">
            {provider.name}'s own page on this
          </a>
        )}
      </div>
    </Card>
  );
}

const HELPS = "What helps beside that: say under Settings who may call.";

function sayRef({ name, setup }: Provider): string {
  const place = setup?.urlSuffix ? `, in front of the ${setup.urlSuffix.text.slice(0, 1)},` : "";
  return `and your own message id at the end of the URL of one message${place} name that message: ${name} signs the whole address. A reference that its callbacks echo goes first. Never a phone number.`;
}

function sayNoRef({ name }: Provider): string {
  return `at the end of the URL names no message here: what ${name} proves of a callback does not cover it.`;
}
