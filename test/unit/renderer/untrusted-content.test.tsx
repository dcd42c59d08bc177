import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PaneBoundary } from '../../../src/renderer/app/pane-boundary.tsx';
import { isReadable } from '../../../src/renderer/ui/markdown-limits.ts';
import { MarkdownText } from '../../../src/renderer/ui/markdown.tsx';

const nestedList = (depth: number) =>
  Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}- item`).join('\n');

describe('a prompt that is no Markdown anybody would read', () => {
  it.each([
    ['quotes in quotes', '> '.repeat(3_000)],
    ['lists in lists on one line', `${'- '.repeat(600)}a`],
    ['lists in lists, line by line', nestedList(120)],
    ['numbered lists in lists', `${'1. '.repeat(60)}a`],
    ['emphasis that never ends', '**a '.repeat(5_000)],
    ['emphasis in emphasis', `${'*a '.repeat(2_000)}${'b* '.repeat(2_000)}`],
    ['marks of both kinds in turn', '*_'.repeat(9_999)],
    ['stars inside words', 'a*'.repeat(5_000)],
    ['links in links', `${'!['.repeat(2_000)}a${'](b)'.repeat(2_000)}`],
    ['a book', 'word '.repeat(5_000)],
  ])('is shown as it was written: %s', (_what, text) => {
    expect(isReadable(text)).toBe(false);
    const markup = renderToStaticMarkup(<MarkdownText text={text} onLink={() => undefined} />);
    expect(markup.replaceAll('&gt;', '>')).toContain(text);
  });

  it.each([
    ['a list in a list in a quote', `> - a\n>   - b\n>     - **c**`],
    ['six hundred bold words', '**bold** '.repeat(600)],
    ['six hundred bold ends of sentences', '(**bold**.) '.repeat(600)],
    ['six hundred words in italics', '_word_ '.repeat(600)],
    ['six hundred links', '[a](https://example.org) '.repeat(600)],
    ['six hundred names with underscores', 'snake_case_name '.repeat(600)],
    ['six hundred products', '2 * 3 * 4 '.repeat(600)],
    ['a ruler', '*'.repeat(120)],
    ['code that is indented', `${' '.repeat(80)}return;`],
  ])('but this is read: %s', (_what, text) => {
    expect(isReadable(text)).toBe(true);
  });

  it('is formatted where it is within the limits', () => {
    expect(renderToStaticMarkup(<MarkdownText text="A **bold** word" onLink={() => undefined} />)).toContain(
      '<strong>bold</strong>',
    );
  });
});

describe('a part of the window that has failed', () => {
  const failed = { failed: true, at: '#/inbox/one' };

  it('starts afresh at another place', () => {
    const next = PaneBoundary.getDerivedStateFromProps({ at: '#/inbox/two', children: null }, failed);
    expect(next).toEqual({ failed: false, at: '#/inbox/two' });
  });

  it('does not start over and over at the same place', () => {
    expect(PaneBoundary.getDerivedStateFromProps({ at: failed.at, children: null }, failed)).toBeNull();
  });
});
