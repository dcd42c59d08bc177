import { TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { PortalClient } from '../../../../shared/contract/accounts.ts';
import { strings } from '../../../strings.ts';
import classes from './accounts.module.css';

const words = strings.accounts;

export interface TypedPortal {
  readonly providerId: string;
  readonly clientId: string;
}

export const noPortal: TypedPortal = { providerId: '', clientId: '' };

/** As the server is to be asked; null: not yet. */
export function portalIn(typed: TypedPortal): PortalClient | null {
  return PortalClient.safeParse(typed).data ?? null;
}

interface PortalFieldsProps {
  readonly typed: TypedPortal;
  readonly onType: (typed: TypedPortal) => void;
}

/** How this app is known to a light-portal, which does not say so itself. */
export function PortalFields({ typed, onType }: PortalFieldsProps) {
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { providerId, clientId } = typed;
  const { shape } = PortalClient;
  const isWrong = providerId !== '' && !shape.providerId.safeParse(providerId).success;
  return (
    <div className={classes.portal}>
      <TextInput
        ref={first}
        label={words.providerId}
        value={providerId}
        error={isWrong ? words.providerInvalid : null}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType({ ...typed, providerId: event.currentTarget.value })}
      />
      <TextInput
        label={words.clientId}
        value={clientId}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onType({ ...typed, clientId: event.currentTarget.value })}
      />
    </div>
  );
}
