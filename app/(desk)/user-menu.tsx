"use client";

import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconDevices, IconKey, IconLogout } from "@tabler/icons-react";
import Link from "next/link";
import { startTransition } from "react";
import { signOut } from "@/app/(door)/sign-in/actions";
import { ROLE_NAMES } from "@/app/role-name";
import type { Role } from "@/lib/auth/permissions";
import { leaveEverywhere } from "./account/actions";
import { keepScheme } from "./actions";
import classes from "./user-menu.module.css";

const SCHEMES = { light: "Light", dark: "Dark", auto: "As the system" } as const;
type Scheme = keyof typeof SCHEMES;

export function UserMenu({ name, role }: { name: string; role: Role }) {
  return (
    <>
      <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Button variant="default" className={classes.target} rightSection={<IconChevronDown size={14} aria-hidden />}>
            <span className={classes.name}>{name}</span>
            <span className={classes.role}> · {ROLE_NAMES[role]}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <SchemeItems />
          <Menu.Divider />
          <Menu.Item component={Link} href="/account" leftSection={<IconKey size={16} aria-hidden />}>
            Account and password
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDevices size={16} aria-hidden />}
            onClick={() => startTransition(() => leaveEverywhere())}
          >
            Sign out everywhere
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => startTransition(() => signOut())}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <noscript>
        <form action={signOut}>
          <button type="submit" className={classes.plain}>
            Sign out
          </button>
        </form>
      </noscript>
    </>
  );
}

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choose = (scheme: Scheme) => {
    setColorScheme(scheme);
    startTransition(() => keepScheme(scheme));
  };
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(value) => choose(value as Scheme)}>
      <Menu.Label>Colours</Menu.Label>
      {Object.entries(SCHEMES).map(([scheme, label]) => (
        <Menu.RadioItem key={scheme} value={scheme}>
          {label}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}
