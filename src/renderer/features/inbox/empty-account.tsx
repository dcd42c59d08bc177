import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import type { AccountFilter } from '../../app/account-filter.ts';
import { keyed } from '../../app/keyed.tsx';
import { strings } from '../../strings.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import classes from './inbox.module.css';

const words = strings.accountFilter;

/** Nothing of the one account that is shown; there may be something of the others. */
export function EmptyAccount({ filter }: { readonly filter: AccountFilter }) {
  const { choices, accountId, choose } = filter;
  const name = choices.find((account) => account.accountId === accountId)?.name ?? '';
  return (
    <div className={classes.empty}>
      <EmptyState icon={IconChecks} title={words.emptyTitle(name)} text={words.emptyText}>
        <Button variant="default" {...keyed('allAccounts')} onClick={() => choose(null)}>
          {words.showAll}
        </Button>
      </EmptyState>
    </div>
  );
}
