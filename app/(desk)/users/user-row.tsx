import { ROLE_NAMES } from "@/app/role-name";
import { Chip } from "@/components/card/chip";
import { InlineTimes } from "@/components/time/times";
import type { ListedUser } from "@/lib/users/list-users";
import { disable, enable, giveRole, unbind } from "./actions";
import { ConfirmButton } from "./confirm-button";
import { ResetButton } from "./reset-button";
import { RoleSelect } from "./role-select";
import classes from "./users.module.css";

export function UserRow({ user, zone, now }: { user: ListedUser; zone: string; now: Date }) {
  return (
    <tr data-disabled={!user.isActive || undefined}>
      <td>
        <b>{user.name}</b> {user.isSelf && <Chip>you</Chip>} {user.isDemo && <Chip>demo</Chip>}{" "}
        {user.isBound && <Chip>single sign-on</Chip>}
        <br />
        <span className={classes.muted}>{user.email}</span>
      </td>
      <td>{ROLE_NAMES[user.role]}</td>
      <td>{user.isActive ? "Active" : "Disabled"}</td>
      <td>
        {user.lastSignInAt ? (
          <InlineTimes at={user.lastSignInAt} zone={zone} now={now} />
        ) : (
          <span className={classes.muted}>never</span>
        )}
      </td>
      <td>{user.isSelf ? <span className={classes.muted}>another admin can</span> : <Changes user={user} />}</td>
    </tr>
  );
}

function Changes({ user: { id, name, role, isActive, isBound, isDemo } }: { user: ListedUser }) {
  return (
    <div className={classes.changes}>
      <ConfirmButton
        id={id}
        label="Change role"
        about={`of ${name}`}
        title={`Another role for ${name}`}
        confirm="Change the role"
        action={giveRole}
      >
        <RoleSelect initial={role} />
        <p className={classes.small}>It counts from their next click on, and goes on record.</p>
      </ConfirmButton>
      {isActive && !isDemo && <ResetButton id={id} name={name} />}
      {isBound && (
        <ConfirmButton
          id={id}
          label="Unbind"
          about={`${name} from single sign-on`}
          title={`Unbind ${name} from single sign-on?`}
          confirm="Unbind"
          action={unbind}
        >
          <p>
            For somebody who was made anew at the sign-in service. {name} is out at once; whoever comes from there next
            with this verified email has the account.
          </p>
        </ConfirmButton>
      )}
      {isActive ? (
        <ConfirmButton
          id={id}
          label="Disable"
          about={name}
          title={`Disable ${name}?`}
          confirm="Disable"
          action={disable}
        >
          <p>
            {name} is out with the next click and cannot sign in. What they did stays on record. You can enable the
            account again.
          </p>
        </ConfirmButton>
      ) : (
        <ConfirmButton id={id} label="Enable" about={name} title={`Enable ${name}?`} confirm="Enable" action={enable}>
          <p>
            {name} can sign in again, as {ROLE_NAMES[role].toLowerCase()}.
          </p>
        </ConfirmButton>
      )}
    </div>
  );
}
