import type { Navigation } from '../../shared/contract/desktop.ts';

export const linkScheme = 'countersign';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const longestLink = 200;

/**
 * Where a `countersign://` link leads, or null when it is not exactly one of ours. Anybody can put such a link on a web
 * page, so it can only point the window at a place; there is no form of it that decides anything.
 */
export function parseDeepLink(link: string): Navigation | null {
  const url = parse(link);
  if (url === null) return null;
  const parameters = [...url.searchParams.entries()];
  if (url.hostname === 'inbox') return parameters.length === 0 ? { to: 'inbox' } : null;
  const [first, ...others] = parameters;
  if (url.hostname !== 'task' || first === undefined || others.length > 0) return null;
  const [name, value] = first;
  return name === 'taskAsstId' && uuid.test(value) ? { to: 'task', taskAsstId: value } : null;
}

/** The first deep link among the arguments that an operating system started the app with. */
export function deepLinkAmong(argv: readonly string[]): Navigation | null {
  const link = argv.find((argument) => argument.startsWith(`${linkScheme}:`));
  return link === undefined ? null : parseDeepLink(link);
}

function parse(link: string): URL | null {
  if (link.length > longestLink || !URL.canParse(link)) return null;
  const url = new URL(link);
  const isPlain =
    url.protocol === `${linkScheme}:` &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    (url.pathname === '' || url.pathname === '/') &&
    url.hash === '';
  return isPlain ? url : null;
}
