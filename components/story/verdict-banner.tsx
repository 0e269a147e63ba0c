import { Announcement } from "@/components/live/announcement";
import { ToneBadge } from "@/components/status/tone-badge";
import { ToneIcon } from "@/components/status/tone-icon";
import type { Verdict } from "@/lib/delivery/words/verdict";
import classes from "./verdict-banner.module.css";

/** The answer, in the largest words of the page. Screen readers hear it again when it changes, not as its ages tick. */
export function VerdictBanner({ verdict }: { verdict: Verdict }) {
  return (
    <section className={classes.banner} data-tone={verdict.tone} aria-label="Verdict">
      <ToneIcon tone={verdict.tone} size={24} />
      <div className={classes.words}>
        <p className={classes.headline}>{verdict.headline}</p>
        <Announcement occasion={verdict.occasion} text={verdict.headline} />
        <p className={classes.detail}>{verdict.detail}</p>
      </div>
      <div className={classes.badges}>
        {verdict.badges.map(({ tone, label }) => (
          <ToneBadge key={label} tone={tone} label={label} />
        ))}
      </div>
    </section>
  );
}
