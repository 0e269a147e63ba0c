import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { KeepFresh } from "@/components/live/keep-fresh";
import { Notice } from "@/components/notice/notice";
import { InlineTimes } from "@/components/time/times";
import { systemClock } from "@/lib/clock";
import { describeFields } from "@/lib/connections/describe-fields";
import { getConnection } from "@/lib/connections/get-connection";
import type { Provider } from "@/lib/providers/provider";
import { readPolling } from "@/lib/reconcile/read-polling";
import { WARNING_WORDS } from "../connection-words";
import classes from "../connections.module.css";
import { SaidNotices } from "../said-notices";
import { ArchiveButton } from "./archive-button";
import { Checklist } from "./checklist";
import { PollingCard } from "./polling-card";
import { RefusedCallbacks } from "./refused-callbacks";
import { Secrets } from "./secrets";
import { settingTexts } from "./setting-texts";
import { SettingsForm } from "./settings-form";
import { SwitchButton } from "./switch-button";
import { TrafficCounts } from "./traffic-counts";
import { WebhookUrl } from "./webhook-url";

export const metadata: Metadata = { title: "Connection" };

const REFRESH_MS = 5_000;

export default async function ConnectionPage({ params }: PageProps<"/connections/[id]">) {
  await openPage("connection:write");
  const { id } = await params;
  const now = systemClock();
  const [page, known] = await Promise.all([read(getConnection(id, now)), readerZone()]);
  if (!page) notFound();
  const polling = await read(readPolling(id, now));
  const { connection, settings, provider, refused } = page;
  const fields = provider ? describeFields(provider) : [];
  const at = { zone: known ?? "UTC", now };
  return (
    <>
      <KeepFresh everyMs={REFRESH_MS} />
      <SaidNotices />
      <div className={classes.head}>
        <h1>{connection.label}</h1>
        <span className={classes.muted}>{connection.providerName}</span>
        <Link href="/connections">All connections</Link>
        <div className={classes.end}>
          <ArchiveButton id={id} label={connection.label} isArchived={connection.archivedAt !== null} />
          <SwitchButton id={id} isOn={connection.status === "active"} />
        </div>
      </div>
      <div className={classes.stack}>
        {connection.archivedAt && (
          <Notice tone="none">
            Archived <InlineTimes at={connection.archivedAt} {...at} />: it stands in no list and no picker. What still
            comes to it is taken and stored. <Link href={`/messages?connection=${id}`}>Its messages</Link>
          </Notice>
        )}
        {connection.warnings.map((warning) => (
          <Notice key={warning} tone="warn">
            {WARNING_WORDS[warning].meaning}
            {warning === "odd_secret" && ` ${connection.oddSecrets.join(" ")}`}
          </Notice>
        ))}
        <div className={classes.columns}>
          <div className={classes.stack}>
            <WebhookUrl connection={connection} provider={provider} />
            <Checklist connection={connection} refused={refused} polling={polling} {...at} />
            {provider?.lookup && (
              <PollingCard provider={provider} polling={polling} canAsk={connection.canAsk} {...at} />
            )}
            {connection.sendsCallbacks && <TrafficCounts counts={connection.traffic.counts} />}
            {connection.sendsCallbacks && <RefusedCallbacks samples={refused} {...at} />}
          </div>
          <div className={classes.stack}>
            <Secrets connection={connection} fields={fields.filter(({ isSetting }) => !isSetting)} {...at} />
            <SettingsForm
              connection={{ id, label: connection.label, deadline: connection.receiptDeadlineSeconds }}
              confirm={offersConfirming(provider) ? { isOn: connection.confirmByPoll } : null}
              fields={fields.filter(({ isSetting }) => isSetting)}
              values={settingTexts(settings)}
              takesCredentials={fields.some(({ isOfCaller, isSetting }) => isOfCaller && !isSetting)}
            />
          </div>
        </div>
      </div>
    </>
  );
}

function offersConfirming(provider: Provider | undefined): boolean {
  return provider?.lookup !== undefined && provider.methods.length > 0;
}
