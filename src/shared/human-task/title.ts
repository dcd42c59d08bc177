/** The longest title a row or a notification shows; the page shows the whole prompt. */
const longestTitle = 140;

/** The title of a task that has no `metadata.title`: the first line of its prompt, without Markdown's marks. */
export function titleFromPrompt(prompt: string): string {
  const line = prompt.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const plain = plainText(line);
  return plain.length > longestTitle ? `${plain.slice(0, longestTitle - 1).trimEnd()}…` : plain;
}

/** Markdown as one line of plain text: for rows, notifications and terminals. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(^|\s)[#>]+\s+/g, '$1')
    .replace(/(\*\*|__|`|~~)/g, '')
    .replace(/(^|\W)[*_](?!\s)([^*_\n]+?)(?<!\s)[*_](?=\W|$)/g, '$1$2')
    .replace(/\s+/g, ' ')
    .trim();
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
