/**
 * The prompt without its first line where that line is, letter for letter, the title above it: nobody wants to read it
 * twice. Anything else, also a formatted or shortened first line, is kept: the whole prompt is always on the page.
 */
export function promptBody(prompt: string, title: string): string {
  const lines = prompt.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return '';
  const line = (lines[first] ?? '').trim().replace(/^#{1,6}\s+/, '');
  return line === title
    ? lines
        .slice(first + 1)
        .join('\n')
        .trim()
    : prompt.trim();
}
