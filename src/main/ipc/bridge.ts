import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Log } from '../../service/log.ts';
import { bridgeRequestChannel } from '../../shared/bridge.ts';
import { isTrustedFrame } from '../app/origin.ts';

// B1: only the top frame of the app's own page gets a port.
// B2: a page has one port: asking again, reloading and going away close the one before, with every stream on it.

type ServePort = (port: MessagePortMain) => void;

/**
 * Answers the page's requests for a port. Requests that come before the account is open wait for `serve`: the window opens
 * first. Returns how to stop.
 */
export function openBridge(serve: Promise<ServePort>, log: Log): () => void {
  const ports = new Map<WebContents, MessagePortMain>();
  // Whoever opens the account tells why it did not open; here it only means that no port is given out.
  serve.catch(() => {});

  const handOut = async (contents: WebContents): Promise<void> => {
    const servePort = await serve;
    if (contents.isDestroyed() || !isTrustedFrame(contents.mainFrame)) return;
    closePort(ports, contents);
    const { port1, port2 } = new MessageChannelMain();
    ports.set(contents, port1);
    servePort(port1);
    port1.start();
    contents.postMessage(bridgeRequestChannel, null, [port2]);
  };

  ipcMain.on(bridgeRequestChannel, (event) => {
    if (event.senderFrame !== event.sender.mainFrame || !isTrustedFrame(event.senderFrame)) {
      log.warn('A frame that is not the app asked for a port');
      return;
    }
    watchGoing(event.sender, ports);
    handOut(event.sender).catch(() => {
      log.error('The page got no port, because the account did not open');
    });
  });

  return () => {
    ipcMain.removeAllListeners(bridgeRequestChannel);
    for (const contents of ports.keys()) closePort(ports, contents);
  };
}

const watched = new WeakSet<WebContents>();

function watchGoing(contents: WebContents, ports: Map<WebContents, MessagePortMain>): void {
  if (watched.has(contents)) return;
  watched.add(contents);
  const close = (): void => closePort(ports, contents);
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) close();
  });
  contents.on('render-process-gone', close);
  contents.once('destroyed', close);
}

function closePort(ports: Map<WebContents, MessagePortMain>, contents: WebContents): void {
  ports.get(contents)?.close();
  ports.delete(contents);
}
