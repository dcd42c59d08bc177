import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * The menus that a platform expects, by roles, so that copy and paste, zoom and full screen work everywhere. What the app
 * itself can do is in the page and its shortcuts.
 */
export function menuTemplate(platform: NodeJS.Platform, isPackaged: boolean): MenuItemConstructorOptions[] {
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    platform === 'darwin'
      ? { role: 'fileMenu' }
      : { label: '&File', submenu: [{ role: 'close' }, { type: 'separator' }, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
  ];
}

/** Electron would build a menu of its own on the way to `ready`; the window does not need one to paint. */
export function setNoMenuYet(): void {
  Menu.setApplicationMenu(null);
}

export function setApplicationMenu(platform: NodeJS.Platform, isPackaged: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(platform, isPackaged)));
}
