import { Checkbox, Switch } from '@mantine/core';
import type { Role, User } from '../../../shared/contract/people.ts';
import { Permission } from '../../../shared/permissions.ts';
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

interface UsersSectionProps {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
}

export function UsersSection({ users, roles }: UsersSectionProps) {
  const changing = useChange();
  const add = async (userId: string, name: string) => {
    const user = { userId, ...(name === '' ? {} : { name }) };
    const made = await changing.make('new user', user, client.people.users.create);
    if (made) announce(words.added(name === '' ? userId : name));
    return made;
  };
  return (
    <Section title={words.users}>
      <p className={classes.intro}>{words.usersText}</p>
      <ul className={classes.rows}>
        {users.map((user) => (
          <UserRow key={user.userId} user={user} roles={roles} changing={changing} />
        ))}
      </ul>
      <AddForm label={words.addUser} idLabel={words.userId} pending={changing.pending} onAdd={add} />
      {changing.error !== null && <ProblemNotice error={changing.error} />}
    </Section>
  );
}

interface UserRowProps {
  readonly user: User;
  readonly roles: readonly Role[];
  readonly changing: Changing;
}

function UserRow({ user, roles, changing }: UserRowProps) {
  const { userId, name, active, isOwner } = user;
  const inRoles = roles.filter((role) => role.memberIds.includes(userId)).map((role) => role.name);
  const remove = async () => {
    if (await changing.make(`remove ${userId}`, { userId }, client.people.users.remove))
      announce(words.removed(name));
  };
  return (
    <li className={classes.row} data-active={active} aria-label={name}>
      <div className={classes.who}>
        <p className={classes.name}>
          {name}
          {isOwner && <span className={classes.owner}>{words.owner}</span>}
        </p>
        <p className={classes.faint}>
          {[userId, ...(inRoles.length === 0 ? [] : [words.inRoles(inRoles.join(', '))])].join(' · ')}
        </p>
      </div>
      <Permissions user={user} changing={changing} />
      <div className={classes.rowActions}>
        <Switch
          size="xs"
          label={words.active}
          aria-label={words.activeOf(name)}
          checked={active}
          disabled={isOwner || changing.pending}
          onChange={(event) => {
            const isActive = event.currentTarget.checked;
            void changing.make(userId, { userId, active: isActive }, client.people.users.update);
          }}
        />
        {!isOwner && (
          <RemoveButton name={name} sure={words.removeUserSure(name)} onRemove={() => void remove()} />
        )}
      </div>
    </li>
  );
}

/** Administrators have all of the others with the first. */
function Permissions({ user, changing }: Pick<UserRowProps, 'user' | 'changing'>) {
  const { userId, name, isOwner, permissions } = user;
  const given = permissions ?? [];
  const change = (permission: Permission, isGiven: boolean) => {
    const next = isGiven ? [...given, permission] : given.filter((other) => other !== permission);
    void changing.make(userId, { userId, permissions: next }, client.people.users.update);
  };
  return (
    <fieldset className={classes.permissions}>
      <legend className="cs-visually-hidden">{words.permissionsOf(name)}</legend>
      {Permission.options.map((permission) => (
        <Checkbox
          key={permission}
          size="xs"
          label={words.permissionNames[permission]}
          checked={given.includes(permission) || (isOwner && permission === 'portal.admin')}
          disabled={isOwner || changing.pending}
          onChange={(event) => change(permission, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
