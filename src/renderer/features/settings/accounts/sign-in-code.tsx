import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { SignInCode } from '../../../../shared/contract/accounts.ts';
import { client } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { clockTime } from '../../../ui/times.ts';
import classes from './accounts.module.css';

const words = strings.accounts;

/** What has to be entered on a page of the server before one is signed in, and the way there. */
export function EnterCode({ code }: { readonly code: SignInCode }) {
  const field = useRef<HTMLInputElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const open = useMutation({ mutationFn: () => client.accounts.openSignInPage() });
  const cancel = useMutation({ mutationFn: () => client.accounts.cancelSignIn() });
  const copy = () => {
    field.current?.select();
    // The permission that a page would need to write to the clipboard is refused to all pages.
    if (document.execCommand('copy')) announce(words.codeCopied);
  };
  const error = open.error ?? cancel.error;
  return (
    <>
      <Notice
        tone="plain"
        title={words.enterCode}
        live
        actions={
          <>
            <Button ref={first} loading={open.isPending} onClick={() => open.mutate()}>
              {words.openPage}
            </Button>
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              {words.cancel}
            </Button>
          </>
        }
      >
        <p>{words.enterCodeText(code.verificationUrl)}</p>
        <div className={classes.code}>
          <TextInput
            ref={field}
            label={words.code}
            value={code.userCode}
            size="lg"
            classNames={{ input: classes.codeField ?? '' }}
            readOnly
            onFocus={(event) => event.currentTarget.select()}
          />
          <Button variant="default" onClick={copy}>
            {words.copyCode}
          </Button>
        </div>
        <p>{words.codeUntil(clockTime(code.expiresTs))}</p>
      </Notice>
      {error !== null && <ProblemNotice error={error} />}
    </>
  );
}
