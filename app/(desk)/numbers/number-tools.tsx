import { may, type Role } from "@/lib/auth/permissions";
import { CompareNumber } from "./compare-number";
import classes from "./numbers.module.css";
import { RevealNumber } from "./reveal-number";

/** What a role may do with a masked number; `id` is the story's or the message's. */
export function NumberTools({ id, masked, role }: { id: string; masked: string | null; role: Role }) {
  if (masked === null) return null;
  return (
    <div className={classes.tools}>
      {may(role, "number:compare") && <CompareNumber id={id} masked={masked} />}
      {may(role, "number:reveal") && <RevealNumber id={id} masked={masked} />}
    </div>
  );
}
