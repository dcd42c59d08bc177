import { client, queryClient } from './api.ts';
import { draftKeeper } from './kept-drafts.ts';

/**
 * From now on the window acts as `userId`; null: as who is signed in. Everything is read again, for another user sees another
 * account; what was being entered is saved as the user who entered it.
 */
export async function actAs(userId: string | null): Promise<void> {
  await draftKeeper.flushAll();
  await client.desktop.actingUser.set({ userId });
  draftKeeper.forgetAll();
  await queryClient.resetQueries();
}
