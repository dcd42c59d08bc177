// A prompt is untrusted, and what reads Markdown needs time and stack that grow with the nesting. What is over these limits
// was not written to be read as Markdown; it is shown as plain text, complete and at once.

/** Characters. */
const longest = 20_000;
/** Quotes and lists inside each other. */
const deepest = 50;
/** Emphasis and brackets that are open at the same time. */
const mostOpen = 500;
/** An item of a list lies at least this many columns further in than its parent. */
const indent = 2;

/** Whether a text can be read as Markdown without stopping the window; costs one pass over the text. */
export function isReadable(markdown: string): boolean {
  return (
    markdown.length <= longest &&
    markdown.split('\n').every((line) => depthOf(line) <= deepest) &&
    openMarks(markdown) <= mostOpen
  );
}

/** How many quotes and lists a line is at most in: the marks at its beginning, and the columns of lists above it. */
function depthOf(line: string): number {
  const mark = /([ \t]+)|>|[-+*](?=\s|$)|\d{1,9}[.)](?=\s|$)/y;
  let depth = 0;
  for (let match = mark.exec(line); match !== null; match = mark.exec(line)) {
    depth += match[1] === undefined ? 1 : Math.floor(columns(match[1]) / indent);
  }
  return depth;
}

function columns(space: string): number {
  return space.replaceAll('\t', '    ').length;
}

/** The most marks that are open at one place: what starts a word opens, what ends one closes, a star inside a word may open. */
function openMarks(text: string): number {
  let open = 0;
  let most = 0;
  for (const { 0: marks, index } of text.matchAll(/[*_~]+|[[\]]/g)) {
    const count = marks.match(/(.)\1*/g)?.length ?? 0;
    const turn = turnOf(marks, text[index - 1] ?? ' ', text[index + marks.length] ?? ' ');
    open = Math.max(0, open + turn * count);
    most = Math.max(most, open, count);
  }
  return most;
}

/** 1: the marks open something, -1: they close something, 0: they are letters. */
function turnOf(marks: string, before: string, after: string): -1 | 0 | 1 {
  if (marks === '[') return 1;
  if (marks === ']') return -1;
  const opens = !isSpace.test(after) && (isEdge.test(before) || !isPunctuation.test(after));
  const closes = !isSpace.test(before) && (isEdge.test(after) || !isPunctuation.test(before));
  if (opens && closes && marks.startsWith('_')) return 0;
  return opens ? 1 : closes ? -1 : 0;
}

const isSpace = /\s/;
const isPunctuation = /[\p{P}\p{S}]/u;
const isEdge = /[\s\p{P}\p{S}]/u;
