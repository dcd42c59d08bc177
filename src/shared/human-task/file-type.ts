/** How much of a file's beginning says what it is, in bytes. */
export const sniffedBytes = 4_096;

const unknownType = 'application/octet-stream';

/** What begins with these bytes is of this type, whatever its name says. `at` counts from the beginning. */
const signatures: readonly { readonly type: string; readonly at?: number; readonly bytes: string }[] = [
  { type: 'application/pdf', bytes: '%PDF-' },
  { type: 'image/png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', bytes: 'GIF87a' },
  { type: 'image/gif', bytes: 'GIF89a' },
  { type: 'image/webp', at: 8, bytes: 'WEBPVP8' },
  { type: 'image/avif', at: 4, bytes: 'ftypavif' },
  { type: 'image/heic', at: 4, bytes: 'ftypheic' },
  { type: 'image/tiff', bytes: 'II*\0' },
  { type: 'image/tiff', bytes: 'MM\0*' },
  { type: 'video/mp4', at: 4, bytes: 'ftyp' },
  { type: 'application/zip', bytes: 'PK\x03\x04' },
  { type: 'application/zip', bytes: 'PK\x05\x06' },
  { type: 'application/gzip', bytes: '\x1f\x8b' },
  { type: 'application/x-7z-compressed', bytes: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/x-ole-storage', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/rtf', bytes: '{\\rtf' },
  { type: 'application/x-msdownload', bytes: 'MZ' },
  { type: 'application/x-executable', bytes: '\x7fELF' },
  { type: 'application/x-mach-binary', bytes: '\xcf\xfa\xed\xfe' },
  { type: 'application/x-sh', bytes: '#!' },
];

/** What the bytes of several kinds of file look like: there the ending of the name says which of them it is. */
const refined: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'application/zip': {
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    odt: 'application/vnd.oasis.opendocument.text',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    odp: 'application/vnd.oasis.opendocument.presentation',
  },
  'application/x-ole-storage': {
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    ppt: 'application/vnd.ms-powerpoint',
    msg: 'application/vnd.ms-outlook',
  },
  'text/plain': {
    csv: 'text/csv',
    md: 'text/markdown',
    html: 'text/html',
    htm: 'text/html',
    xml: 'application/xml',
    svg: 'image/svg+xml',
    json: 'application/json',
    yaml: 'application/yaml',
    yml: 'application/yaml',
    eml: 'message/rfc822',
  },
};

/** Endings whose bytes have to be of one type. Endings that are not here are taken at their word. */
const meant: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  mp4: 'video/mp4',
  zip: 'application/zip',
  gz: 'application/gzip',
  '7z': 'application/x-7z-compressed',
  rtf: 'application/rtf',
  txt: 'text/plain',
  ...refined['application/zip'],
  ...refined['application/x-ole-storage'],
  ...refined['text/plain'],
};

const images: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
]);
const texts: ReadonlySet<string> = new Set(['text/plain', ...Object.values(refined['text/plain'] ?? {})]);

/** What a file is: by its first bytes; by its name only where the bytes leave it open. `head`: at least `sniffedBytes`, or all. */
export function fileType(name: string, head: Uint8Array): string {
  const start = head.subarray(0, sniffedBytes);
  const known = signatures.find(({ at = 0, bytes }) => hasBytes(start, at, bytes))?.type;
  const type = known ?? (isText(start, head.length > sniffedBytes) ? 'text/plain' : unknownType);
  const finer = refined[type];
  const ending = endingOf(name);
  return finer !== undefined && Object.hasOwn(finer, ending) ? (finer[ending] ?? type) : type;
}

/** Whether a file is of one of these media types (`image/*`) and endings (`.pdf`); of none: every file is. */
export function isAccepted(
  accept: readonly string[],
  { name, type }: { name: string; type: string },
): boolean {
  return accept.length === 0 || accept.some((pattern) => matches(pattern.toLowerCase(), name, type));
}

/** How the window can show such a file: nothing that could run anything is shown as what it is, and of a PDF only what it looks like. */
export function previewOf(type: string): 'image' | 'pdf' | 'text' | 'none' {
  if (images.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  return texts.has(type) ? 'text' : 'none';
}

function matches(pattern: string, name: string, type: string): boolean {
  if (!pattern.startsWith('.')) {
    return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
  }
  if (!name.toLowerCase().endsWith(pattern)) return false;
  const ending = endingOf(name);
  return !Object.hasOwn(meant, ending) || meant[ending] === type;
}

function hasBytes(head: Uint8Array, at: number, bytes: string): boolean {
  if (head.length < at + bytes.length) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (head[at + index] !== bytes.charCodeAt(index)) return false;
  }
  return true;
}

/** UTF-8 without the control characters that no text has. A character that is cut off at the end of the head is none. */
function isText(head: Uint8Array, isCut: boolean): boolean {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d)) {
    return false;
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}
