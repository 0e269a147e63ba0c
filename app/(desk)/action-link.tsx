import { IconExternalLink } from "@tabler/icons-react";
import { actionUrl } from "@/lib/registrations/action-url";

type Action = { type: string; id: string | null; url: string | null };

/** The thing in the product that the code was for, with the way there where the app told it. */
export function ActionLink({ action }: { action: Action }) {
  const name = [action.type, action.id].filter(Boolean).join(" ");
  // One that was stored before such addresses were refused is no link either.
  if (!action.url || !actionUrl.safeParse(action.url).success) return name;
  return (
    <a href={action.url} target="_blank" rel="noopener noreferrer">
      {name} <IconExternalLink size={13} aria-label="(opens in a new tab)" />
    </a>
  );
}
