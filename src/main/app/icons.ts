import { join } from 'node:path';

/** Files of resources/icons; macOS draws its menu bar icon from a template in black and alpha. */
export interface Icons {
  readonly app: string;
  readonly tray: string;
}

export function iconsIn(resources: string, platform: NodeJS.Platform): Icons {
  const icons = join(resources, 'icons');
  return {
    app: join(icons, platform === 'win32' ? 'app.ico' : 'app.png'),
    tray: join(icons, platform === 'darwin' ? 'trayTemplate.png' : 'tray.png'),
  };
}
