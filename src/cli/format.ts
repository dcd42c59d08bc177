/** Lines up columns by their longest cell; the last column is left ragged. */
export function table(rows: ReadonlyArray<readonly string[]>): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Ids are UUIDs of version 7: they begin alike and end differently, so the ending is what one types. */
export function shortId(id: string): string {
  return id.slice(-8);
}

/**
 * Control characters of task text never reach the terminal: a title must not be able to move the cursor. Lines stay lines;
 * `oneLine` is for a cell of a table, where a second line would pass for a row.
 */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is meant
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD');
}

export function oneLine(text: string): string {
  return printable(text).replace(/[\n\t\u2028\u2029]+/g, ' ');
}

export function localTime(timestamp: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    Date.parse(timestamp),
  );
}
