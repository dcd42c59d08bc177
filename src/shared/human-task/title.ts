/** The longest title a row or a notification shows; the page shows the whole prompt. */
export const longestTitle = 140;

/** The title of a task that has no `metadata.title`: the first line of its prompt, without Markdown's marks. */
export function titleFromPrompt(prompt: string): string {
  const line = prompt.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return shortened(plainText(line), longestTitle);
}

/** Reading on costs more than linear time, and nothing that is shown on one line is longer. */
const longestPlainText = 2_000;

/** Markdown as one line of plain text, cut where no line is that long: for rows, notifications and terminals. */
export function plainText(markdown: string): string {
  return markdown
    .slice(0, longestPlainText)
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(^|\s)[#>]+\s+/g, '$1')
    .replace(/(\*\*|__|`|~~)/g, '')
    .replace(/(^|\W)[*_](?!\s)([^*_\n]+?)(?<!\s)[*_](?=\W|$)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text, or its beginning and an ellipsis where it is longer than `most` characters. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** "request-approval", "requestApproval" and "request_approval" all read "Request approval". */
export function humanize(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
