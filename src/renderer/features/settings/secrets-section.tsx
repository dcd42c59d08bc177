import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SecretList } from '../../../shared/contract/desktop.ts';
import { api, client, queryClient } from '../../app/api.ts';
import { strings } from '../../strings.ts';
import { announce } from '../../ui/announcer.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SecretForm } from './secret-form.tsx';
import { SettingRow, SettingSection } from './setting-row.tsx';
import classes from './settings.module.css';

const text = strings.settings;

/** Secrets by name. A value goes in and is never shown: to change one is to write it anew. */
export function SecretsSection() {
  const secrets = useQuery(api.desktop.secrets.list.queryOptions());
  const list = secrets.data;
  return (
    <SettingSection title={text.secrets}>
      <p className={classes.intro}>{text.secretsText}</p>
      {secrets.isError && <ProblemNotice error={secrets.error} onRetry={() => void secrets.refetch()} />}
      {list !== undefined && <Secrets list={list} />}
    </SettingSection>
  );
}

function Secrets({ list }: { readonly list: SecretList }) {
  const [replacing, setReplacing] = useState<string | null>(null);
  const show = (changed: SecretList) =>
    queryClient.setQueryData(api.desktop.secrets.list.queryKey(), changed);
  const set = useMutation({
    mutationFn: (secret: { name: string; value: string }) => client.desktop.secrets.set(secret),
    onSuccess(changed, { name }) {
      show(changed);
      setReplacing(null);
      announce(text.secretKept(name));
    },
  });
  const remove = useMutation({
    mutationFn: (name: string) => client.desktop.secrets.remove({ name }),
    onSuccess(changed, name) {
      show(changed);
      announce(text.secretRemoved(name));
    },
  });
  const keep = (name: string, value: string) =>
    set.mutateAsync({ name, value }).then(
      () => true,
      () => false,
    );
  return (
    <>
      {list.problem !== null && (
        <div className={classes.inside}>
          <Notice tone="warning" title={text.noKeystore}>
            <p>
              {list.problem} {text.noKeystoreNext}
            </p>
          </Notice>
        </div>
      )}
      {list.names.length === 0 && <p className={classes.intro}>{text.noSecrets}</p>}
      {list.names.map((name) => (
        <SecretRow
          key={name}
          name={name}
          mayReplace={list.problem === null}
          onReplace={() => setReplacing(name)}
          onRemove={() => remove.mutate(name)}
        />
      ))}
      {list.problem === null && (
        <SecretForm
          key={replacing ?? ''}
          replacing={replacing}
          taken={list.names}
          saving={set.isPending}
          onKeep={keep}
          onStop={() => setReplacing(null)}
        />
      )}
      {(set.isError || remove.isError) && <ProblemNotice error={set.error ?? remove.error} />}
    </>
  );
}

interface SecretRowProps {
  readonly name: string;
  readonly mayReplace: boolean;
  readonly onReplace: () => void;
  readonly onRemove: () => void;
}

function SecretRow({ name, mayReplace, onReplace, onRemove }: SecretRowProps) {
  const [asking, setAsking] = useState(false);
  return (
    <SettingRow label={name} text={asking ? text.confirmRemove(name) : undefined}>
      <span className={classes.buttons}>
        {asking ? (
          <>
            <Button aria-label={text.removeSecretNamed(name)} onClick={onRemove}>
              {text.removeSecret}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {text.keepSecret}
            </Button>
          </>
        ) : (
          <>
            {mayReplace && (
              <Button variant="default" aria-label={text.replaceSecretNamed(name)} onClick={onReplace}>
                {text.replaceSecret}
              </Button>
            )}
            <Button
              variant="default"
              aria-label={text.removeSecretNamed(name)}
              onClick={() => setAsking(true)}
            >
              {text.removeSecret}
            </Button>
          </>
        )}
      </span>
    </SettingRow>
  );
}
