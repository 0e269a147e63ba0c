"use client";

import { Button, Menu, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconLogout } from "@tabler/icons-react";
import { signOut } from "@/app/(door)/sign-in/actions";
import { ROLE_NAMES } from "@/app/role-name";
import type { Role } from "@/lib/auth/permissions";
import classes from "./user-menu.module.css";

const SCHEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "Auto" },
] as const;

export function UserMenu({ name, role }: { name: string; role: Role }) {
  return (
    <>
      <Menu position="bottom-end" width={236}>
        <Menu.Target>
          <Button variant="default" className={classes.target} rightSection={<IconChevronDown size={14} aria-hidden />}>
            <span className={classes.name}>{name}</span>
            <span className={classes.role}> · {ROLE_NAMES[role]}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Colours</Menu.Label>
          <SchemeControl />
          <Menu.Divider />
          <form action={signOut}>
            <Menu.Item type="submit" leftSection={<IconLogout size={16} aria-hidden />}>
              Sign out
            </Menu.Item>
          </form>
        </Menu.Dropdown>
      </Menu>
      <noscript>
        <form action={signOut}>
          <button type="submit">Sign out</button>
        </form>
      </noscript>
    </>
  );
}

function SchemeControl() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label="Colours"
      fullWidth
      size="xs"
      data={[...SCHEMES]}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as (typeof SCHEMES)[number]["value"])}
    />
  );
}
