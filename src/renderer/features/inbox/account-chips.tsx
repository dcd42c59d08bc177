import type { AccountFilter } from '../../app/account-filter.ts';
import { ariaKeys, shortcuts } from '../../app/shortcuts.ts';
import { useShortcut } from '../../app/use-shortcuts.ts';
import { strings } from '../../strings.ts';
import classes from './account-chips.module.css';

const words = strings.accountFilter;

/** Of which account the list is: all of them, or one. */
export function AccountChips({ filter }: { readonly filter: AccountFilter }) {
  const { choices, accountId, choose, chooseNext } = filter;
  useShortcut('nextAccount', chooseNext, choices.length > 0);
  useShortcut('allAccounts', () => choose(null), accountId !== null);
  if (choices.length === 0) return null;
  const all = { accountId: null, name: words.all };
  return (
    <fieldset
      className={classes.chips}
      aria-label={words.label}
      aria-keyshortcuts={ariaKeys(shortcuts.nextAccount.keys[0], window.countersign.platform)}
    >
      {[all, ...choices].map((choice) => (
        <button
          key={choice.accountId ?? ''}
          type="button"
          className={classes.chip}
          aria-pressed={choice.accountId === accountId}
          onClick={() => choose(choice.accountId)}
        >
          {choice.name}
        </button>
      ))}
    </fieldset>
  );
}
