import { ROLE_NAMES } from "@/app/role-name";
import type { DemoAccount } from "@/lib/auth/list-demo-accounts";
import classes from "../door.module.css";
import { signInAsDemoAccount } from "./actions";

export function DemoAccounts({ accounts, to }: { accounts: DemoAccount[]; to: string }) {
  return (
    <section className={classes.demo} aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">This is a demo: look around as</h2>
      <ul className={classes.accounts}>
        {accounts.map(({ id, name, email, role }) => (
          <li key={id}>
            <form action={signInAsDemoAccount}>
              <input type="hidden" name="to" value={to} />
              <button type="submit" name="account" value={id} className={classes.account} title={email}>
                <span>{name}</span>
                <span>{ROLE_NAMES[role]}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
      <p className={classes.note}>All people and messages in it are made up.</p>
    </section>
  );
}
