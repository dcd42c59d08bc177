import { join } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { Dialogs } from './crash.ts';

/** The operating system's own dialogs. The last button is what closing the dialog means. */
export const systemDialogs: Dialogs = {
  async ask({ title, message, detail, buttons }) {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title,
      message,
      detail,
      buttons: [...buttons],
      defaultId: 0,
      cancelId: buttons.length - 1,
      noLink: true,
    });
    return response;
  },
};

/** Where the person wants a file to be saved; null: nowhere. Its name is only proposed. */
export async function chooseTarget(
  window: BrowserWindow,
  name: string,
  folder: string,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(folder, name),
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}
