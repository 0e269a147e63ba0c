import { ConfirmForm } from "@/app/(desk)/connections/confirm-form";
import classes from "@/app/(desk)/connections/connections.module.css";
import { Card } from "@/components/card/card";
import { ToneBadge } from "@/components/status/tone-badge";
import { failureNote } from "@/lib/delivery/words/failure-notes";
import { statusNote } from "@/lib/delivery/words/status-notes";
import { statusTone } from "@/lib/delivery/words/verdict-badges";
import type { ListedMapping } from "@/lib/review/get-item";
import { unmap } from "../actions";

/** What admins said of this status so far; the narrowest that fits counts. */
export function Mappings({ mappings, mayChange }: { mappings: readonly ListedMapping[]; mayChange: boolean }) {
  return (
    <Card title="Mappings in force">
      <ul className={classes.list}>
        {mappings.map((mapping) => (
          <li key={mapping.id}>
            <div>
              <ToneBadge tone={statusTone(mapping.status)} label={statusNote(mapping.status).label} />
              {mapping.failureCategory && ` ${failureNote(mapping.failureCategory).label}`}
              <br />
              <span className={classes.small}>{scopeText(mapping)}</span>
            </div>
            {mayChange && (
              <ConfirmForm
                action={unmap}
                hidden={{ id: mapping.id }}
                label="Take back"
                about={`version ${mapping.version}`}
                title="Take this mapping back?"
                confirm="Take it back"
              >
                <p>Its stored events are read by what is left, and are unknown again where nothing is.</p>
              </ConfirmForm>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function scopeText({ version, everywhere, errorCode, reason, isFinal }: ListedMapping): string {
  return [
    `version ${version}`,
    everywhere ? "every connection" : "this connection",
    errorCode !== null && `code ${errorCode}`,
    reason !== null && `reason “${reason}”`,
    isFinal ? "final" : "not final",
  ]
    .filter(Boolean)
    .join(" · ");
}
