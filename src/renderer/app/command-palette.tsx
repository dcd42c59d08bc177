/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a native select cannot be filtered by typing */
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { strings } from '../strings.ts';
import { createStore, useStore } from '../ui/store.ts';
import classes from './command-palette.module.css';
import { ShortcutKeys } from './shortcut-keys.tsx';
import { shortcuts, type ShortcutId } from './shortcuts.ts';
import { boundShortcuts, runShortcut, useShortcut } from './use-shortcuts.ts';

const paletteOpen = createStore(false);

/** Every command that can be given right now, found by its name: what the keys do, for those who do not know them yet. */
export function CommandPalette() {
  const open = useStore(paletteOpen);
  useShortcut('palette', () => paletteOpen.set(!paletteOpen.get()));
  return open ? <Palette /> : null;
}

function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [commands] = useState(boundShortcuts);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const found = commands.filter((id) => isCalled(id, text));
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const give = (id: ShortcutId) => {
    dialog.current?.close();
    // The focus returns to where it was first: some commands move it.
    requestAnimationFrame(() => runShortcut(id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((Math.min(at, found.length - 1) + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      give(chosen);
    }
  };
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label={strings.palette.title}
      onClose={() => paletteOpen.set(false)}
    >
      <input
        className={classes.search}
        role="combobox"
        aria-label={strings.palette.search}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen}`}
        placeholder={strings.palette.placeholder}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Commands id={listId} commands={found} chosen={chosen} onGive={give} />
    </dialog>
  );
}

interface CommandsProps {
  readonly id: string;
  readonly commands: readonly ShortcutId[];
  readonly chosen: ShortcutId | undefined;
  readonly onGive: (id: ShortcutId) => void;
}

function Commands({ id: listId, commands, chosen, onGive }: CommandsProps) {
  return (
    <div id={listId} role="listbox" aria-label={strings.palette.title} className={classes.commands}>
      {commands.map((id) => (
        <div
          key={id}
          id={`${listId}-${id}`}
          ref={(row) => {
            if (id === chosen) row?.scrollIntoView({ block: 'nearest' });
          }}
          role="option"
          tabIndex={-1}
          aria-selected={id === chosen}
          className={classes.command}
          onClick={() => onGive(id)}
          onKeyDown={undefined}
        >
          <span className={classes.section}>{strings.help.sections[shortcuts[id].section]}</span>
          <span className={classes.label}>{shortcuts[id].label}</span>
          <ShortcutKeys keys={shortcuts[id].keys[0]} />
        </div>
      ))}
      {commands.length === 0 && <p className={classes.none}>{strings.palette.none}</p>}
    </div>
  );
}

/** Every word that was typed begins a word of the command's section or name. */
function isCalled(id: ShortcutId, text: string): boolean {
  const { section, label } = shortcuts[id];
  const words = `${strings.help.sections[section]} ${label}`.toLocaleLowerCase().split(/\s+/);
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((typed) => words.some((word) => word.startsWith(typed)));
}
