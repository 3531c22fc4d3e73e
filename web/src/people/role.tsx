import { useState } from 'react';
import { tellOutcome } from '../account/tell';
import { Select } from '../ui/select';
import { ROLES, roleOf, setRole, type Role, type Someone } from './calls';
import { usePeopleText } from './text';

export function RoleChoice({ someone, changed }: { someone: Someone; changed(): void }) {
  const t = usePeopleText();
  const [busy, setBusy] = useState(false);

  async function choose(role: Role) {
    setBusy(true);
    const { problem } = await setRole(someone.id, role);

    setBusy(false);
    if (tellOutcome(problem, t.roleChanged(someone.name, t.roles[role]))) changed();
  }

  return (
    <Select
      label={t.role}
      choices={ROLES.map((is) => ({ is, label: t.roles[is] }))}
      chosen={roleOf(someone)}
      disabled={busy}
      choose={(role) => void choose(role)}
    />
  );
}
