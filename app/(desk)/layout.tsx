import type { ReactNode } from "react";
import { UNAVAILABLE_DIGEST } from "@/app/failure-digest";
import { readerZone } from "@/app/reader-zone";
import { Brand } from "@/components/shell/brand";
import { SkipLink } from "@/components/shell/skip-link";
import { Clock } from "@/components/time/clock";
import { KeepTimeZone } from "@/components/time/keep-time-zone";
import { nowText } from "@/components/time/now-text";
import { may } from "@/lib/auth/permissions";
import { keepTimeZone } from "./actions";
import classes from "./desk.module.css";
import { TopLookUp } from "./look-up/top-look-up";
import { NAVIGATION } from "./navigation";
import { NavigationLinks } from "./navigation-links";
import { openPage } from "./open-page";
import { UserMenu } from "./user-menu";

/** The frame around every page of the desk: navigation by role, the look-up box, the time, and who is signed in. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const user = await openPage("story:look-up").catch(nobodyInAnOutage);
  const known = await readerZone();
  const zone = known ?? "UTC";
  const items = NAVIGATION.filter(({ permission }) => user !== null && may(user.role, permission));
  return (
    <div className={classes.desk}>
      <SkipLink />
      <KeepTimeZone known={known} keep={keepTimeZone} />
      <header className={classes.side}>
        <Brand />
        <NavigationLinks items={items} />
      </header>
      <div className={classes.page}>
        <section className={classes.top} aria-label="Look-up and account">
          <div className={classes.search}>
            <TopLookUp />
          </div>
          <Clock atLoad={nowText(new Date(), zone)} zone={zone} />
          {user && <UserMenu name={user.name} role={user.role} />}
        </section>
        <main id="content" tabIndex={-1} className={classes.content}>
          {children}
        </main>
      </div>
    </div>
  );
}

/** While it is not known who asks, the frame stands all the same: the page in it says what failed. */
function nobodyInAnOutage(error: unknown): null {
  if ((error as { digest?: unknown } | null)?.digest === UNAVAILABLE_DIGEST) return null;
  throw error;
}
