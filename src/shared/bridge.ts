/** The one way between the window's page and the main process; everything else goes over the port it hands out. */
export const bridgeRequestChannel = 'countersign:request-port';

/** `kind` of the message event that brings the page its port, on the page's own window. */
export const bridgePortMessage = 'countersign:port';

/** What the preload script puts on the page's `window.countersign`. */
export interface Bridge {
  /** Asks for a new port; the one before is closed. The port comes as a message event of kind `countersign:port`. */
  requestPort(): void;
  readonly platform: NodeJS.Platform;
}
