import { Menu, nativeImage, Tray } from 'electron';

export interface TrayOptions {
  /** A PNG; one called `…@2x.png` beside it is used on dense screens. */
  readonly icon: string;
  readonly platform: NodeJS.Platform;
  readonly openInbox: () => void;
  readonly quit: () => void;
}

export interface AppTray {
  showCount(count: number): void;
  close(): void;
}

/** The icon beside the clock: how many tasks wait, and the way back to the window. */
export function openTray({ icon, platform, openInbox, quit }: TrayOptions): AppTray {
  const image = nativeImage.createFromPath(icon);
  if (platform === 'darwin') image.setTemplateImage(true);
  const tray = new Tray(image);
  tray.on('click', openInbox);
  const showCount = (count: number): void => {
    tray.setToolTip(tooltip(count));
    // A menu cannot be changed once it is set on Linux; it is replaced.
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: count === 0 ? 'Open Inbox' : `Open Inbox (${count})`, click: openInbox },
        { type: 'separator' },
        { label: 'Quit Countersign', click: quit },
      ]),
    );
  };
  showCount(0);
  return { showCount, close: () => tray.destroy() };
}

export function tooltip(count: number): string {
  if (count === 0) return 'Countersign: nothing waits for you';
  return count === 1 ? 'Countersign: 1 task waits for you' : `Countersign: ${count} tasks wait for you`;
}
