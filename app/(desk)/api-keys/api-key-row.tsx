import { ConfirmButton } from "@/app/(desk)/users/confirm-button";
import classes from "@/app/(desk)/users/users.module.css";
import { Chip } from "@/components/card/chip";
import { InlineTimes } from "@/components/time/times";
import type { ListedApiKey } from "@/lib/api-keys/read-api-keys";
import { revoke } from "./actions";

type Props = { apiKey: ListedApiKey; zone: string; now: Date };

export function ApiKeyRow({ apiKey: { id, label, scopes, demo, createdAt, lastUsedAt, revokedAt }, zone, now }: Props) {
  return (
    <tr data-disabled={revokedAt !== null || undefined}>
      <td>
        <b>{label}</b> {demo && <Chip>demo</Chip>}
      </td>
      <td className={classes.chips}>
        {scopes.map((scope) => (
          <Chip key={scope}>{scope}</Chip>
        ))}
      </td>
      <td>
        <InlineTimes at={createdAt} zone={zone} now={now} />
      </td>
      <td>
        {lastUsedAt ? (
          <InlineTimes at={lastUsedAt} zone={zone} now={now} />
        ) : (
          <span className={classes.muted}>never</span>
        )}
      </td>
      <td>
        {revokedAt ? (
          <span className={classes.muted}>
            revoked <InlineTimes at={revokedAt} zone={zone} now={now} />
          </span>
        ) : (
          <ConfirmButton
            id={id}
            label="Revoke"
            about={`the key of ${label}`}
            title={`Revoke the key of ${label}?`}
            confirm="Revoke"
            action={revoke}
          >
            <p>
              Whatever uses it is refused from the next request on, for good. If an app still does, give it another key
              first.
            </p>
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}
