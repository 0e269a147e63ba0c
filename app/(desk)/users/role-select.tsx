"use client";

import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { ROLE_NAMES } from "@/app/role-name";
import { isRole, ROLES, type Role } from "@/lib/auth/permissions";
import { ROLE_MEANINGS } from "./role-meanings";

/** A role, with what it means under it. */
export function RoleSelect({ initial }: { initial: Role }) {
  const [role, setRole] = useState<Role>(initial);
  return (
    <NativeSelect
      name="role"
      label="Role"
      description={ROLE_MEANINGS[role]}
      inputWrapperOrder={["label", "input", "description"]}
      value={role}
      onChange={({ currentTarget: { value } }) => isRole(value) && setRole(value)}
      data={ROLES.map((value) => ({ value, label: ROLE_NAMES[value] }))}
    />
  );
}
