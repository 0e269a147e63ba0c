import { Card } from "@/components/card/card";
import { CopyButton } from "@/components/copy/copy-button";
import { Notice } from "@/components/notice/notice";
import { pastedUrl } from "@/lib/connections/webhook-url";
import type { Provider } from "@/lib/providers/provider";
import classes from "../connections.module.css";

type Props = { connection: { provider: string; key: string }; provider: Provider | undefined };

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
        {caution && <Notice tone="warn">{caution}</Notice>}
        {provider && (
          <a href={provider.docsUrl} target="_blank" rel="noopener noreferrer">
            {provider.name}'s own page on this
          </a>
        )}
      </div>
    </Card>
  );
}
