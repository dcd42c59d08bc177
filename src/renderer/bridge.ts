/** What the preload script exposes to the page, and nothing else. */
export interface CountersignBridge {
  /** Asks the app for a port; it arrives as a window message of kind `countersign:port`. */
  requestPort(): void;
  readonly platform: 'linux' | 'darwin' | 'win32';
}

declare global {
  interface Window {
    readonly countersign: CountersignBridge;
  }
}

/** The `data.kind` of the message that carries the port. */
export const portMessageKind = 'countersign:port';
