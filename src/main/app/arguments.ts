import { parseArgs } from 'node:util';

/** What the command line of the app can say. Chromium's own switches share the line and are left to Chromium. */
export interface Arguments {
  readonly dataDir?: string;
  /** A PNG file to write what the window shows to, after which the app quits. */
  readonly screenshot?: string;
  /** Start in the tray, without a window. */
  readonly hidden: boolean;
  /** Whatever else stands on the line: a deep link is one of these. */
  readonly rest: readonly string[];
}

/** Reads `process.argv` without its executable. Unknown switches are not ours and do no harm. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      'data-dir': { type: 'string' },
      screenshot: { type: 'string' },
      hidden: { type: 'boolean' },
    },
  });
  return {
    ...text('dataDir', values['data-dir']),
    ...text('screenshot', values['screenshot']),
    hidden: values['hidden'] === true,
    rest: positionals,
  };
}

function text<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  return typeof value === 'string' && value !== '' ? ({ [name]: value } as Record<Name, string>) : {};
}
