import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../app/api.ts';
import { keyed } from '../../app/keyed.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import classes from './assignment.module.css';
import type { Addressee, AssignmentState } from './use-assignment.ts';

const words = strings.assignment;

interface ReassignFormProps {
  readonly assignment: AssignmentState;
  readonly onKeep: () => void;
}

/** Whom to ask instead, and why. */
export function ReassignForm({ assignment, onKeep }: ReassignFormProps) {
  const addressees = useAddressees();
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => field.current?.focus(), []);
  const to = addressees.find((addressee) => keyOf(addressee) === chosen);
  const confirm = () => {
    if (to !== undefined) assignment.run({ kind: 'reassign', to, reason }, onKeep);
  };
  useShortcut('submit', confirm);
  return (
    <Notice
      tone="plain"
      title={words.reassignHeading}
      actions={
        <>
          <Button
            disabled={to === undefined}
            loading={assignment.pending === 'reassign'}
            {...keyed('submit')}
            onClick={confirm}
          >
            {words.confirmReassign}
          </Button>
          <Button variant="default" onClick={onKeep}>
            {words.keep}
          </Button>
        </>
      }
    >
      <p>{words.reassignText}</p>
      <div className={classes.fields}>
        <NativeSelect
          ref={field}
          aria-label={words.person}
          value={chosen}
          data={[
            { value: '', label: words.choosePerson },
            ...groupOf(words.people, addressees, 'user'),
            ...groupOf(words.roles, addressees, 'role'),
          ]}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        <Textarea
          aria-label={words.reason}
          placeholder={words.reasonHint}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </Notice>
  );
}

/** Everybody who can be asked. */
function useAddressees(): Addressee[] {
  const users = useQuery(api.people.users.list.queryOptions()).data?.users ?? [];
  const roles = useQuery(api.people.roles.list.queryOptions()).data?.roles ?? [];
  return [
    ...users
      .filter((user) => user.active)
      .map(({ userId, name }) => ({ kind: 'user' as const, id: userId, name })),
    ...roles.map(({ roleId, name }) => ({ kind: 'role' as const, id: roleId, name })),
  ];
}

function groupOf(group: string, addressees: readonly Addressee[], kind: Addressee['kind']) {
  const items = addressees
    .filter((addressee) => addressee.kind === kind)
    .map((addressee) => ({ value: keyOf(addressee), label: addressee.name }));
  return items.length === 0 ? [] : [{ group, items }];
}

function keyOf({ kind, id }: Addressee): string {
  return `${kind} ${id}`;
}
