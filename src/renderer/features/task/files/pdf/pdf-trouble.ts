/** Why a PDF, or a page of it, is not shown. `unread`: its bytes did not arrive. */
export type PdfTrouble = 'locked' | 'broken' | 'slow' | 'unread';

/** What pdf.js throws, by the name it gives it: its classes are different ones on either side of a thread. */
export function troubleOf(error: unknown): PdfTrouble {
  return error instanceof Error && error.name === 'PasswordException' ? 'locked' : 'broken';
}
