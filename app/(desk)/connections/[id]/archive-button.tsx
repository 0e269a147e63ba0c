import { archiveOrBringBack } from "../actions";
import { ConfirmForm } from "../confirm-form";

export function ArchiveButton({ id, label, isArchived }: { id: string; label: string; isArchived: boolean }) {
  const form = { action: archiveOrBringBack, hidden: { id, to: isArchived ? "sight" : "archive" } };
  if (isArchived) {
    return (
      <ConfirmForm {...form} label="Bring back" title={`Bring ${label} back?`} confirm="Bring back">
        <p>It stands in lists and pickers again.</p>
      </ConfirmForm>
    );
  }
  return (
    <ConfirmForm {...form} label="Archive" title={`Archive ${label}?`} confirm="Archive">
      <p>
        It leaves lists and pickers. What still comes to its URL is taken and stored, nothing that is stored goes away,
        and you can bring it back.
      </p>
    </ConfirmForm>
  );
}
