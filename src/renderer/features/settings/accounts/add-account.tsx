import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { InferContractRouterOutputs } from '@orpc/contract';
import type { accounts } from '../../../../shared/contract/accounts.ts';
import { client } from '../../../app/api.ts';
import { readAgain } from '../../../app/outbox.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import settings from '../settings.module.css';
import classes from './accounts.module.css';
import { serverAddress } from './server-address.ts';

const words = strings.accounts;

type Found = InferContractRouterOutputs<typeof accounts>['probe'];

/** From an address to a signed-in account: who answers there, then the sign-in in the system's browser. */
export function AddAccount({ onDone }: { readonly onDone: () => void }) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const address = serverAddress(text);
  const probe = useMutation({ mutationFn: (serverUrl: string) => client.accounts.probe({ serverUrl }) });
  const signIn = useMutation({
    mutationFn: (serverUrl: string) => client.accounts.signIn({ serverUrl }),
    onSuccess: async ({ name }) => {
      announce(words.signedIn(name));
      onDone();
      await readAgain();
    },
  });
  const url = address.kind === 'url' ? address.url : null;
  return (
    <form
      className={classes.add}
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (url !== null && !probe.isPending && !signIn.isPending) probe.mutate(url);
      }}
    >
      <div className={classes.address}>
        <TextInput
          ref={field}
          label={words.address}
          placeholder={words.addressHint}
          value={text}
          error={asked && address.kind === 'invalid' ? address.message : null}
          readOnly={signIn.isPending}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          onChange={(event) => {
            setText(event.currentTarget.value);
            probe.reset();
            signIn.reset();
          }}
        />
        {probe.data === undefined && (
          <div className={settings.buttons}>
            <Button type="submit" disabled={address.kind === 'none'} loading={probe.isPending}>
              {words.look}
            </Button>
            <Button variant="default" onClick={onDone}>
              {words.cancel}
            </Button>
          </div>
        )}
      </div>
      {probe.isError && <ProblemNotice error={probe.error} />}
      {probe.data !== undefined && url !== null && (
        <FoundServer
          found={probe.data}
          url={url}
          signingIn={signIn.isPending}
          onSignIn={() => signIn.mutate(url)}
          onCancel={onDone}
        />
      )}
      {signIn.isError && <ProblemNotice title={words.notSignedIn} error={signIn.error} />}
    </form>
  );
}

interface FoundServerProps {
  readonly found: Found;
  readonly url: string;
  readonly signingIn: boolean;
  readonly onSignIn: () => void;
  readonly onCancel: () => void;
}

function FoundServer({ found, url, signingIn, onSignIn, onCancel }: FoundServerProps) {
  const cancel = useMutation({ mutationFn: () => client.accounts.cancelSignIn() });
  const { serverName, kind, issuer, incompatibility } = found;
  if (signingIn) {
    return (
      <Notice
        tone="plain"
        title={words.continueInBrowser}
        live
        actions={
          <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        }
      >
        <p>{words.continueText}</p>
      </Notice>
    );
  }
  return (
    <Notice
      tone={incompatibility === null ? 'plain' : 'warning'}
      title={serverName}
      live
      actions={
        <>
          {incompatibility === null && <Button onClick={onSignIn}>{words.signIn}</Button>}
          <Button variant="default" onClick={onCancel}>
            {words.cancel}
          </Button>
        </>
      }
    >
      <p>
        {words.kinds[kind]} · {url}
      </p>
      <p>
        {incompatibility === null
          ? issuer === null
            ? words.noIssuer
            : words.issuer(issuer)
          : words.incompatible[incompatibility]}
      </p>
    </Notice>
  );
}
