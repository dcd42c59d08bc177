import { Suspense } from 'react';
import { client } from '../../app/api.ts';
import { parts } from '../../app/parts.ts';
import { promptBody } from './prompt-body.ts';
import classes from './task.module.css';

const { Part: MarkdownText } = parts.markdown;

/** What is asked, in full; links open in the browser and never in this window. */
export function Prompt({ prompt, title }: { readonly prompt: string; readonly title: string }) {
  const body = promptBody(prompt, title);
  if (body === '') return null;
  return (
    <Suspense fallback={<p className={classes.plainPrompt}>{body}</p>}>
      <MarkdownText text={body} onLink={(url) => void client.desktop.openExternal({ url })} />
    </Suspense>
  );
}
