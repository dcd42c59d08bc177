import { Button, Textarea } from '@mantine/core';
import { useRef, useState, type KeyboardEvent } from 'react';
import { keyed } from '../../../app/keyed.tsx';
import { useShortcut } from '../../../app/use-shortcuts.ts';
import { longestMessage } from '../../../../shared/contract/discussion.ts';
import { strings } from '../../../strings.ts';
import classes from './discussion.module.css';
import { mentionAt, withMention } from './mention-at.ts';
import type { Discussion } from './use-discussion.ts';

const words = strings.discussion;

/** The message field of the page that is shown; there is one page at a time. */
export const composerId = 'discussion-message';

interface ComposerProps {
  readonly discussion: Discussion;
  readonly userId: string;
  readonly nameOf: (userId: string) => string;
}

/** What is being written, by task: looking at another task must not lose it. */
const unposted = new Map<string, string>();

/** Where one writes; `@` offers those who take part. */
export function Composer({ discussion, userId, nameOf }: ComposerProps) {
  const { taskAsstId } = discussion;
  const [text, setText] = useState(unposted.get(taskAsstId) ?? '');
  const [caret, setCaret] = useState(0);
  const [posting, setPosting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const write = (next: string) => {
    unposted.set(taskAsstId, next);
    setText(next);
  };
  const post = async () => {
    if (text.trim() === '' || posting) return;
    setPosting(true);
    if (await discussion.post(text)) write('');
    setPosting(false);
  };
  // Only from its own field: from anywhere else the key sends the answer.
  useShortcut('submit', () => {
    if (document.activeElement !== field.current) return false;
    void post();
    return true;
  });
  const started = mentionAt(text, caret);
  const offered =
    started === null
      ? []
      : discussion.participants.filter((one) => one !== userId && isMeant(one, nameOf(one), started.typed));
  const mention = (one: string) => {
    if (started === null) return;
    const next = withMention(text, started, one);
    write(next.text);
    setCaret(next.caret);
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [first] = offered;
    if (event.key !== 'Tab' || first === undefined || event.shiftKey) return;
    event.preventDefault();
    mention(first);
  };
  return (
    <div className={classes.composer}>
      <Textarea
        ref={field}
        id={composerId}
        aria-label={words.write}
        placeholder={words.placeholder}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={longestMessage}
        value={text}
        onChange={(event) => {
          write(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
      {offered.length > 0 && (
        <fieldset className={classes.mentions} aria-label={words.mention}>
          {offered.slice(0, 6).map((one) => (
            <button key={one} type="button" className={classes.mention} onClick={() => mention(one)}>
              @{one}
              <span className={classes.faint}>{nameOf(one) === one ? '' : nameOf(one)}</span>
            </button>
          ))}
        </fieldset>
      )}
      {text.trim() !== '' && (
        <Button variant="default" loading={posting} {...keyed('submit')} onClick={() => void post()}>
          {words.post}
        </Button>
      )}
    </div>
  );
}

function isMeant(id: string, name: string, typed: string): boolean {
  const start = typed.toLocaleLowerCase();
  return [id, ...name.split(/\s+/)].some((word) => word.toLocaleLowerCase().startsWith(start));
}
