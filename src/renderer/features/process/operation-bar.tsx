import { Button, Textarea } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { keyed } from '../../app/keyed.tsx';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import classes from './process.module.css';
import type { Operations } from './use-operations.ts';

const words = strings.operations;

/** What one can do to a process, with the question before what cannot be undone. */
export function OperationBar({ operations }: { readonly operations: Operations }) {
  const { may, pending, error, run } = operations;
  const [asking, setAsking] = useState(false);
  const cancelling = asking && may.cancel;
  const suspendOrResume = () => run({ kind: may.resume ? 'resume' : 'suspend' });
  useShortcut('suspend', suspendOrResume, may.suspend || may.resume);
  useShortcut('cancelProcess', () => setAsking(true), may.cancel);
  return (
    <>
      {error !== null && <ProblemNotice title={words.notDone} error={error} />}
      {cancelling && <CancelForm operations={operations} onKeep={() => setAsking(false)} />}
      {may.cancel && !cancelling && (
        <div className={classes.operations}>
          <Button
            variant="default"
            loading={pending === 'suspend' || pending === 'resume'}
            leftSection={
              may.resume ? (
                <IconPlayerPlay size={15} stroke={1.75} aria-hidden />
              ) : (
                <IconPlayerPause size={15} stroke={1.75} aria-hidden />
              )
            }
            {...keyed('suspend')}
            onClick={suspendOrResume}
          >
            {may.resume ? words.resume : words.suspend}
          </Button>
          <Button variant="default" {...keyed('cancelProcess')} onClick={() => setAsking(true)}>
            {words.cancel}
          </Button>
        </div>
      )}
    </>
  );
}

interface CancelFormProps {
  readonly operations: Operations;
  readonly onKeep: () => void;
}

/** Asks where one looks, and takes the reason that everybody will see. */
function CancelForm({ operations, onKeep }: CancelFormProps) {
  const [reason, setReason] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const confirm = () => operations.run({ kind: 'cancel', reason }, onKeep);
  useShortcut('submit', confirm);
  return (
    <Notice
      tone="danger"
      title={words.cancelHeading}
      actions={
        <>
          <Button loading={operations.pending === 'cancel'} {...keyed('submit')} onClick={confirm}>
            {words.confirmCancel}
          </Button>
          <Button variant="default" onClick={onKeep}>
            {words.keep}
          </Button>
        </>
      }
    >
      <p>{words.cancelText}</p>
      <Textarea
        ref={field}
        className={classes.reason}
        aria-label={words.reason}
        placeholder={words.reasonHint}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={2_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Notice>
  );
}
