import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { createStore, useStore } from '../ui/store.ts';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { shortcutIds, shortcuts, type Shortcut } from './shortcuts.ts';
import classes from './shortcuts-help.module.css';
import { useShortcut } from './use-shortcuts.ts';

export const helpOpen = createStore(false);

/** Every key of the window, printed from the table that binds them. */
export function ShortcutsHelp() {
  const open = useStore(helpOpen);
  useShortcut('help', () => helpOpen.set(!helpOpen.get()));
  return open ? <Help /> : null;
}

function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label={strings.help.title}
      onClose={() => helpOpen.set(false)}
    >
      <header className={classes.head}>
        <h2 className={classes.title}>{strings.help.title}</h2>
        <IconButton icon={IconX} label={strings.help.close} onClick={() => dialog.current?.close()} />
      </header>
      <div className={classes.sections}>
        {sections.map((section) => (
          <section key={section} aria-label={strings.help.sections[section]}>
            <h3 className={classes.section}>{strings.help.sections[section]}</h3>
            <dl className={classes.keys}>
              {inSection(section).map((shortcut) => (
                <div key={shortcut.label} className={classes.line}>
                  <dt>{shortcut.label}</dt>
                  <dd>
                    <ShortcutKeys keys={printed(shortcut)} />
                    <span className="cs-visually-hidden">{printed(shortcut)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}

const sections = ['list', 'answer', 'task', 'process', 'queue', 'go', 'window'] as const;

function inSection(section: Shortcut['section']): Shortcut[] {
  return shortcutIds.map((id): Shortcut => shortcuts[id]).filter((shortcut) => shortcut.section === section);
}

/** Nine keys for one action are printed as the first and the last of them. */
function printed({ keys }: Shortcut): string {
  const [first = '', last = first] = [keys[0], keys.at(-1)];
  return keys.length > 2 ? `${first} … ${last}` : first;
}
