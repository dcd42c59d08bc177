import { shell } from 'electron';
import { isSafe } from '../../local/accounts/server-url.ts';

/** Opens the person's own browser to sign in: https, or a provider on this computer. @throws Error for every other address */
export async function openBrowser(text: string): Promise<void> {
  const url = new URL(text);
  if (!isSafe(url) || url.username !== '' || url.password !== '')
    throw new Error('Not an address to sign in at');
  await shell.openExternal(url.href);
}
