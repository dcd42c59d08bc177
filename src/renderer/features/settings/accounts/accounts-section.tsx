import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { Notice } from '../../../ui/notice.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { SettingSection } from '../setting-row.tsx';
import settings from '../settings.module.css';
import { AccountRow } from './account-row.tsx';
import { AddAccount } from './add-account.tsx';

const words = strings.accounts;

/** Where tasks come from: this computer, and the team servers one has signed in to. */
export function AccountsSection() {
  const query = useQuery(api.accounts.list.queryOptions());
  const accounts = query.data?.accounts ?? [];
  const [adding, setAdding] = useState(false);
  return (
    <SettingSection title={words.heading}>
      <p className={settings.intro}>{words.intro}</p>
      {query.isError && <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />}
      {accounts.some(({ tokens }) => tokens === 'memory') && (
        <div className={settings.inside}>
          <Notice tone="warning" title={words.noKeystore}>
            <p>{words.noKeystoreText}</p>
          </Notice>
        </div>
      )}
      {accounts.map((account) => (
        <AccountRow key={account.accountId} account={account} />
      ))}
      {adding ? (
        <AddAccount onDone={() => setAdding(false)} />
      ) : (
        <div className={settings.row}>
          <Button
            variant="default"
            leftSection={<IconPlus size={15} stroke={1.75} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {words.add}
          </Button>
        </div>
      )}
    </SettingSection>
  );
}
