import { Button, NativeSelect, TextInput } from "@mantine/core";
import Link from "next/link";
import { AUDIT_ACTIONS, type AuditAction, LOOKING_ACTIONS } from "@/lib/audit/audit-action";
import { type AuditFilters, auditRange, SYSTEM } from "@/lib/audit-log/audit-filters";
import { localDateTime } from "@/lib/time/zoned-instant";
import classes from "./audit.module.css";
import { ACTION_WORDS, GROUP_WORDS } from "./audit-words";

type Props = {
  filters: AuditFilters;
  actors: readonly { id: string; name: string; email: string }[];
  zone: string;
  isFiltered: boolean;
};

const UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** A plain form whose fields become the address, also before any script runs. */
export function AuditFilterForm({ filters, actors, zone, isFiltered }: Props) {
  const { from, to } = auditRange(filters);
  return (
    <form action="/audit" className={classes.filters}>
      <NativeSelect label="Who" name="actor" defaultValue={filters.actor ?? ""} data={actorChoices(filters, actors)} />
      <NativeSelect label="What" name="action" defaultValue={filters.action ?? ""} data={ACTION_CHOICES} />
      <TextInput
        label="About"
        name="subject"
        defaultValue={filters.subject ?? ""}
        placeholder="Our id of it"
        pattern={UUID}
        title="An id as it stands in an entry"
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput label="From" name="from" type="datetime-local" defaultValue={from ? localDateTime(from, zone) : ""} />
      <TextInput
        label={`To (${zone})`}
        name="to"
        type="datetime-local"
        defaultValue={to ? localDateTime(to, zone) : ""}
      />
      <input type="hidden" name="tz" value={zone} />
      <div className={classes.apply}>
        <Button type="submit" variant="default">
          Show
        </Button>
        {isFiltered && <Link href="/audit">Clear all</Link>}
      </div>
    </form>
  );
}

const ACTION_CHOICES = [
  { value: "", label: "Anything" },
  ...Object.entries(GROUP_WORDS).map(([value, label]) => ({ value, label })),
  { group: "Looking", items: choicesOf(LOOKING_ACTIONS) },
  { group: "All else", items: choicesOf(AUDIT_ACTIONS.filter((one) => !LOOKING_ACTIONS.includes(one))) },
];

function choicesOf(actions: readonly AuditAction[]) {
  return actions.map((value) => ({ value, label: ACTION_WORDS[value] })).sort((a, b) => (a.label < b.label ? -1 : 1));
}

function actorChoices({ actor }: AuditFilters, actors: Props["actors"]) {
  const known = actors.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }));
  const isGone = actor && actor !== SYSTEM && !actors.some(({ id }) => id === actor);
  return [
    { value: "", label: "Anyone" },
    ...known,
    { value: SYSTEM, label: "The system" },
    ...(isGone ? [{ value: actor, label: "A removed account or a key" }] : []),
  ];
}
