/**
 * Where the window finds the picture of a file, and the bytes of a PDF. An origin of its own, that can do nothing: what is shown from there was sent by
 * somebody.
 */
export const previewOrigin = 'app://files';

/** In bytes: a PDF is read whole before its first page is drawn. */
export const largestPdfPreview = 64 * 1024 * 1024;

export function previewAddress(taskAsstId: string, fileId: string): string {
  return `${previewOrigin}/${taskAsstId}/${fileId}`;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const shape = new RegExp(`^${previewOrigin}/(${uuid})/(${uuid})$`);

/** The file behind such an address, or null for every other one. */
export function previewedFile(address: string): { taskAsstId: string; fileId: string } | null {
  const [, taskAsstId, fileId] = shape.exec(address) ?? [];
  return taskAsstId === undefined || fileId === undefined ? null : { taskAsstId, fileId };
}
