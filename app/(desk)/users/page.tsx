import type { Metadata } from "next";
import { openPage } from "@/app/(desk)/open-page";
import { read } from "@/app/read";
import { readerZone } from "@/app/reader-zone";
import { systemClock } from "@/lib/clock";
import { listUsers } from "@/lib/users/list-users";
import { Invitations } from "./invitations";
import { InviteButton } from "./invite-button";
import { UserRow } from "./user-row";
import classes from "./users.module.css";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  await openPage("user:write");
  const now = systemClock();
  const [{ users, invitations }, known] = await Promise.all([read(listUsers(now)), readerZone()]);
  const zone = known ?? "UTC";
  const active = users.filter(({ isActive }) => isActive).length;
  return (
    <>
      <div className={classes.head}>
        <h1>Users</h1>
        <span className={classes.muted}>
          {active} active{users.length > active && `, ${users.length - active} disabled`}
        </span>
        <InviteButton />
      </div>
      <div className={classes.sections}>
        <Invitations invitations={invitations} zone={zone} now={now} />
        <div className={classes.card}>
          <table className={classes.table}>
            <caption className="visually-hidden">Everyone with an account</caption>
            <thead>
              <tr>
                {["Person", "Role", "State", "Last sign-in", "Change"].map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <UserRow key={user.id} user={user} zone={zone} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}
