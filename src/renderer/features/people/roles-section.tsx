import { Checkbox } from '@mantine/core';
import type { Role, User } from '../../../shared/contract/people.ts';
import { client } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { Section } from '../../ui/heading.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { AddForm } from './add-form.tsx';
import classes from './people.module.css';
import { RemoveButton } from './remove-button.tsx';
import { useChange, type Changing } from './use-change.ts';

const words = strings.people;

interface RolesSectionProps {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
}

export function RolesSection({ users, roles }: RolesSectionProps) {
  const changing = useChange();
  const add = async (roleId: string, name: string) => {
    const role = { roleId, ...(name === '' ? {} : { name }) };
    const made = await changing.make('new role', role, client.people.roles.create);
    if (made) announce(words.added(name === '' ? roleId : name));
    return made;
  };
  return (
    <Section title={words.roles}>
      <p className={classes.intro}>{words.rolesText}</p>
      {roles.length === 0 && <p className={classes.faint}>{words.noRoles}</p>}
      <ul className={classes.rows}>
        {roles.map((role) => (
          <RoleRow key={role.roleId} role={role} users={users} changing={changing} />
        ))}
      </ul>
      <AddForm label={words.addRole} idLabel={words.roleId} pending={changing.pending} onAdd={add} />
      {changing.error !== null && <ProblemNotice error={changing.error} />}
    </Section>
  );
}

interface RoleRowProps {
  readonly role: Role;
  readonly users: readonly User[];
  readonly changing: Changing;
}

function RoleRow({ role, users, changing }: RoleRowProps) {
  const { roleId, name, memberIds } = role;
  const change = (userId: string, isMember: boolean) => {
    const next = isMember ? [...memberIds, userId] : memberIds.filter((other) => other !== userId);
    void changing.make(`role ${roleId}`, { roleId, memberIds: next }, client.people.roles.update);
  };
  const remove = async () => {
    if (await changing.make(`remove role ${roleId}`, { roleId }, client.people.roles.remove))
      announce(words.removed(name));
  };
  return (
    <li className={classes.row} aria-label={name}>
      <div className={classes.who}>
        <p className={classes.name}>{name}</p>
        <p className={classes.faint}>{roleId}</p>
      </div>
      <fieldset className={classes.permissions}>
        <legend className="cs-visually-hidden">{words.membersOf(name)}</legend>
        {users.map((user) => (
          <Checkbox
            key={user.userId}
            size="xs"
            label={user.name}
            checked={memberIds.includes(user.userId)}
            disabled={changing.pending}
            onChange={(event) => change(user.userId, event.currentTarget.checked)}
          />
        ))}
        {memberIds.length === 0 && <p className={classes.warning}>{words.noMembers}</p>}
      </fieldset>
      <div className={classes.rowActions}>
        <RemoveButton name={name} sure={words.removeRoleSure(name)} onRemove={() => void remove()} />
      </div>
    </li>
  );
}
