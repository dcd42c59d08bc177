import { dialog } from 'electron';
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
