import Link from "next/link";
import classes from "./bars.module.css";

type Part = { key: string; tone: string; share: number; text: string; href: string };

/** The parts of a whole side by side, each a link to its rows; in words for whoever does not see it. */
export function OutcomeBar({ parts }: { parts: readonly Part[] }) {
  return (
    <ul className={classes.outcome}>
      {parts.map(({ key, tone, share, text, href }) => (
        <li key={key} data-tone={tone} style={{ flexGrow: share }}>
          <Link href={href} prefetch={false} title={text}>
            <span className="visually-hidden">{text}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
