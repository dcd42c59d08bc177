import type { SessionBus } from '../notify/desktop/session-bus.ts';

/** The number on the app's icon in the dock or task bar. */
export interface Badge {
  show(count: number): void;
}

/** Where Electron does it: macOS, and Linux from Electron 44 on. Windows has no numbers. */
export function electronBadge(setBadgeCount: (count: number) => boolean): Badge {
  return { show: (count) => void setBadgeCount(count) };
}

const launcherEntry = 'com.canonical.Unity.LauncherEntry';
const launcherPath = '/com/canonical/unity/launcherentry/countersign';

/** What GNOME's and KDE's docks listen to, sent by hand: older versions of Electron only send it under Unity. */
export function launcherBadge(
  bus: SessionBus,
  desktopFile: string,
  int64: (value: number) => unknown,
): Badge {
  return {
    show: (count) =>
      bus.emit(launcherPath, launcherEntry, 'Update', 'sa{sv}', [
        `application://${desktopFile}`,
        { count: int64(count), 'count-visible': count > 0 },
      ]),
  };
}
