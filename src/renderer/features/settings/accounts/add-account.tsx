import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { InferContractRouterOutputs } from '@orpc/contract';
import type { accounts, PortalClient } from '../../../../shared/contract/accounts.ts';
import { useSignInCode } from '../../../app/accounts.ts';
import { client } from '../../../app/api.ts';
import { readAgain } from '../../../app/outbox.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { toProblem } from '../../../ui/problem.ts';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import settings from '../settings.module.css';
import classes from './accounts.module.css';
import { noPortal, portalIn, PortalFields } from './portal-fields.tsx';
import { serverAddress } from './server-address.ts';
import { EnterCode } from './sign-in-code.tsx';

const words = strings.accounts;

type Found = InferContractRouterOutputs<typeof accounts>['probe'];

/** From an address to a signed-in account: who answers there, then the sign-in in the system's browser. */
export function AddAccount({ onDone }: { readonly onDone: () => void }) {
  const [text, setText] = useState('');
  const [typed, setTyped] = useState(noPortal);
  const [asked, setAsked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const address = serverAddress(text);
  const probe = useMutation({ mutationFn: (serverUrl: string) => client.accounts.probe({ serverUrl }) });
  const signIn = useMutation({
    mutationFn: (server: { serverUrl: string; portal?: PortalClient; shared?: boolean }) =>
      client.accounts.signIn(server),
    onSuccess: async ({ name }) => {
      announce(words.signedIn(name));
      onDone();
      await readAgain();
    },
  });
  const portal = portalIn(typed);
  const isPortal = probe.data?.kind === 'light-portal';
  const ready = probe.data !== undefined && (!isPortal || portal !== null);
  const begin = (shared = false) => {
    if (url === null || !ready) return;
    signIn.mutate({ serverUrl: url, shared, ...(isPortal && portal !== null ? { portal } : {}) });
  };
  const url = address.kind === 'url' ? address.url : null;
  return (
    <form
      className={classes.add}
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (url === null || probe.isPending || signIn.isPending) return;
        if (isPortal) begin();
        else probe.mutate(url);
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
          ready={ready}
          onSignIn={() => begin()}
          onCancel={onDone}
        >
          {isPortal && <PortalFields typed={typed} onType={setTyped} />}
        </FoundServer>
      )}
      {signIn.isError && <NotSignedIn error={signIn.error} onShare={() => begin(true)} />}
    </form>
  );
}

/** Why not; where only the person can say whether it is right, they say so here. */
function NotSignedIn({ error, onShare }: { readonly error: Error; readonly onShare: () => void }) {
  const { code, title } = toProblem(error);
  if (code !== 'SIGN_IN_SHARED') return <ProblemNotice title={words.notSignedIn} error={error} />;
  return (
    <Notice
      tone="warning"
      title={words.sharedTitle}
      live
      actions={
        <Button variant="default" onClick={onShare}>
          {words.signInShared}
        </Button>
      }
    >
      <p>{words.sharedText(title)}</p>
    </Notice>
  );
}

interface FoundServerProps {
  readonly found: Found;
  readonly url: string;
  readonly signingIn: boolean;
  /** Whether everything is known that signing in needs. */
  readonly ready: boolean;
  readonly onSignIn: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

function FoundServer({ found, url, signingIn, ready, onSignIn, onCancel, children }: FoundServerProps) {
  const cancel = useMutation({ mutationFn: () => client.accounts.cancelSignIn() });
  const { serverName, kind, issuer, audience, incompatibility } = found;
  const code = useSignInCode(null);
  const isPortal = kind === 'light-portal';
  if (signingIn && code !== null) return <EnterCode code={code} />;
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
          {incompatibility === null && (
            <Button disabled={!ready} {...(isPortal ? { type: 'submit' as const } : { onClick: onSignIn })}>
              {words.signIn}
            </Button>
          )}
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
            ? words.portalText
            : [words.issuer(issuer), ...(audience === null ? [] : [words.audience(audience)])].join(' ')
          : words.incompatible[incompatibility]}
      </p>
      {children}
    </Notice>
  );
}
