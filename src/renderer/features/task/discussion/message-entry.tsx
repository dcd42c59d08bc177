import { Button, Textarea } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { Message } from '../../../../shared/contract/discussion.ts';
import { api, client } from '../../../app/api.ts';
import { parts } from '../../../app/parts.ts';
import { strings } from '../../../strings.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import classes from './discussion.module.css';
import type { Discussion } from './use-discussion.ts';

const { Part: MarkdownText } = parts.markdown;
const words = strings.discussion;

interface MessageEntryProps {
  readonly message: Message;
  readonly userId: string;
  readonly nameOf: (userId: string) => string;
  readonly discussion: Discussion;
}

/** One message: who, when, what; one's own can be changed and deleted. */
export function MessageEntry({ message, userId, nameOf, discussion }: MessageEntryProps) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [showingVersions, setShowingVersions] = useState(false);
  const isOwn = message.author === userId;
  const name = isOwn ? words.you : nameOf(message.author);
  return (
    <li className={classes.message} data-unread={message.unread} data-selectable>
      <span className={classes.avatar} aria-hidden>
        {initials(nameOf(message.author))}
      </span>
      <div className={classes.body}>
        <p className={classes.head}>
          <strong className={classes.author}>{name}</strong>
          <TimeText at={message.postedTs} />
          {message.editedTs !== null && !message.deleted && (
            <button
              type="button"
              className={classes.edited}
              aria-expanded={showingVersions}
              onClick={() => setShowingVersions(!showingVersions)}
            >
              {words.edited}
            </button>
          )}
          {message.mentions.includes(userId) && <span className={classes.mentioned}>{words.mentioned}</span>}
          {isOwn && !message.deleted && !editing && (
            <span className={classes.actions}>
              <IconButton icon={IconPencil} label={words.edit} onClick={() => setEditing(true)} />
              <IconButton icon={IconTrash} label={words.remove} onClick={() => setRemoving(true)} />
            </span>
          )}
        </p>
        {message.deleted && <p className={classes.faint}>{words.deleted}</p>}
        {!message.deleted && !editing && <Text text={message.text} />}
        {editing && <Editor message={message} discussion={discussion} onStop={() => setEditing(false)} />}
        {removing && !message.deleted && (
          <p className={classes.question}>
            {words.removeSure}
            <Button size="compact-sm" onClick={() => void discussion.remove(message.messageId)}>
              {words.remove}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setRemoving(false)}>
              {words.keep}
            </Button>
          </p>
        )}
        {showingVersions && <Versions message={message} taskAsstId={discussion.taskAsstId} />}
      </div>
    </li>
  );
}

function Text({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<p className={classes.plain}>{text}</p>}>
      <div className={classes.text}>
        <MarkdownText text={text} onLink={(url) => void client.desktop.openExternal({ url })} />
      </div>
    </Suspense>
  );
}

interface EditorProps {
  readonly message: Message;
  readonly discussion: Discussion;
  readonly onStop: () => void;
}

function Editor({ message, discussion, onStop }: EditorProps) {
  const [text, setText] = useState(message.text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = async () => {
    if (text.trim() !== '' && (await discussion.edit(message.messageId, text))) onStop();
  };
  return (
    <div className={classes.editor}>
      <Textarea
        ref={field}
        aria-label={words.edit}
        autosize
        minRows={1}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <span className={classes.question}>
        <Button size="compact-sm" onClick={() => void save()}>
          {words.save}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onStop}>
          {words.stop}
        </Button>
      </span>
    </div>
  );
}

/** How it read before. */
function Versions({ message, taskAsstId }: { readonly message: Message; readonly taskAsstId: string }) {
  const { messageId } = message;
  const versions = useQuery(api.discussion.versions.queryOptions({ input: { taskAsstId, messageId } })).data;
  return (
    <ul className={classes.versions} aria-label={words.before}>
      {versions?.versions.map((version) => (
        <li key={version.writtenTs}>
          <TimeText at={version.writtenTs} />: {version.text}
        </li>
      ))}
    </ul>
  );
}

/** `Olga Park` is OP; one word gives its first two letters. */
function initials(name: string): string {
  const letters = name.split(/[\s._@-]+/).filter((word) => word !== '');
  const [first = '', last] = [letters[0], letters.length > 1 ? letters.at(-1) : undefined];
  return (last === undefined ? first.slice(0, 2) : first.charAt(0) + last.charAt(0)).toUpperCase();
}
