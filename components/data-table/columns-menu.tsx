"use client";

import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useColumnsChoice } from "./columns-choice";

/** Shows and hides columns. The first one always stays: it leads to the row's page. */
export function ColumnsMenu({ columns }: { columns: readonly { id: string; label: string }[] }) {
  const { hidden, toggle } = useColumnsChoice();
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {columns.slice(1).map(({ id, label }) => (
            <Checkbox key={id} size="xs" label={label} checked={!hidden.includes(id)} onChange={() => toggle(id)} />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
