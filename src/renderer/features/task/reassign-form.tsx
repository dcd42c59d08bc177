import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { usePeople, type People } from '../../app/account-people.ts';
import { keyed } from '../../app/keyed.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import classes from './assignment.module.css';
import type { Addressee, AssignmentState } from './use-assignment.ts';

const words = strings.assignment;

interface ReassignFormProps {
  readonly assignment: AssignmentState;
  readonly onKeep: () => void;
}

/** Whom to ask instead, and why. */
export function ReassignForm({ assignment, onKeep }: ReassignFormProps) {
  const people = usePeople(assignment.accountId);
  const addressees = addresseesIn(people);
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const field = useRef<HTMLSelectElement>(null);
  useEffect(() => field.current?.focus(), []);
  const to = addressees.find((addressee) => keyOf(addressee) === chosen);
  const confirm = () => {
    if (to !== undefined && assignment.unreachable === null)
      assignment.run({ kind: 'reassign', to, reason }, onKeep);
  };
  useShortcut('submit', confirm);
  return (
    <Notice
      tone="plain"
      title={words.reassignHeading}
      actions={
        <>
          <Button
            disabled={to === undefined || assignment.unreachable !== null}
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
      {people.error !== null && <ProblemNotice error={people.error} onRetry={people.retry} />}
      <div className={classes.fields}>
        <NativeSelect
          ref={field}
          aria-label={words.person}
          value={chosen}
          data={[
            { value: '', label: people.pending ? words.readingPeople : words.choosePerson },
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
function addresseesIn({ users, roles }: People): Addressee[] {
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
