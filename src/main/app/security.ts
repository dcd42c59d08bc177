import { app, session, type Session, type WebContents, type WebPreferences } from 'electron';
import { isAppUrl } from './origin.ts';

// Every setting of Electron's security checklist that the main process decides. The e2e test asserts each of them in the
// running app, by its effect where it has one.

/** For the one window. Several repeat Electron's defaults: a default can change with an upgrade, these may not. */
export function securePreferences(preload: string): WebPreferences {
  return {
    preload,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // Chromium would fetch dictionaries from the network.
    spellcheck: false,
    devTools: !app.isPackaged,
  };
}

/** Applies to whatever content is ever created in this process, also by a mistake somewhere else. */
export function secureAllContents(): void {
  app.on('web-contents-created', (_event, contents) => {
    secureContents(contents);
  });
}

/** No permission is ever asked for or given, nothing is downloaded, nothing leaves for another address. */
export function secureSession(developmentServer: URL | null, target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.on('will-download', (event) => event.preventDefault());
  target.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] },
    ({ url }, decide) => decide({ cancel: new URL(url).host !== developmentServer?.host }),
  );
}

function secureContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => {
    if (!isReload(contents, event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
}

/** The page may load itself again (a reload after a crash), and go nowhere else. */
function isReload(contents: WebContents, url: string): boolean {
  return isAppUrl(url) && url === contents.getURL();
}
