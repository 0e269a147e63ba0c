import { ROLE_NAMES } from "@/app/role-name";
import { Card } from "@/components/card/card";
import { InlineTimes } from "@/components/time/times";
import type { ListedInvitation } from "@/lib/users/list-users";
import { revoke } from "./actions";
import { ConfirmButton } from "./confirm-button";
import classes from "./users.module.css";

/** Links that were made and not used yet. */
export function Invitations({ invitations, zone, now }: { invitations: ListedInvitation[]; zone: string; now: Date }) {
  if (invitations.length === 0) return null;
  return (
    <Card title="Invitations that wait">
      <ul className={classes.invitations}>
        {invitations.map(({ id, email, role, expiresAt }) => (
          <li key={id}>
            <span>{email ?? "Whoever has the link"}</span>
            <span className={classes.muted}>{ROLE_NAMES[role]}</span>
            <span className={classes.muted}>
              until <InlineTimes at={expiresAt} zone={zone} now={now} />
            </span>
            <ConfirmButton
              id={id}
              label="Revoke"
              about={`the invitation of ${email ?? "whoever has the link"}`}
              title="Revoke the invitation?"
              confirm="Revoke"
              action={revoke}
            >
              <p>The link stops working at once. You can make a new one.</p>
            </ConfirmButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
