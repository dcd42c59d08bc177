import {
  getDocument,
  GlobalWorkerOptions,
  PDFWorker,
  type PDFDocumentLoadingTask,
  type PDFDocumentProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import rendererUrl from 'pdfjs-dist/legacy/build/pdf.renderer.min.mjs?url';
// oxlint-disable-next-line import/default -- with `?url` it is the address that is imported
import parserUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { pageScale } from './page-scale.ts';
import { troubleOf, type PdfTrouble } from './pdf-trouble.ts';

// What somebody sent is read in one thread and drawn in another, which know nothing of the window and are ended when they take too
// long. Nothing in the file is run: its scripts are not read, its links and fields are drawn and no more, its fonts and its
// characters come from the file or from the app itself.

/** In milliseconds, for opening and for each page. */
const patience = 20_000;
/** In milliseconds, for the threads to put down what they have. */
const farewell = 1_000;
/** In pixels: a larger picture inside a page is left out. */
const largestPicture = 100 * 1024 * 1024;
/** Of the text of a page, for those who have it read to them. */
const longestText = 50_000;

export interface OpenPdf {
  readonly pages: number;
  /** The picture of a page, `width` pixels wide; a wide page may be coarser. */
  draw(page: number, width: number, signal: AbortSignal): Promise<HTMLCanvasElement | PdfTrouble>;
  /** The words of a page, as far as they can be told; the empty text where they cannot. */
  text(page: number): Promise<string>;
  close(): void;
}

/** Reads a PDF from its address in the origin of the files. */
export async function openPdf(address: string, signal: AbortSignal): Promise<OpenPdf | PdfTrouble> {
  const data = await read(address, signal);
  if (data === null) return 'unread';
  const threads = startThreads();
  const task = load(data, threads);
  const close = () => void endThreads(task, threads);
  const document = await inTime(task.promise).catch(troubleOf);
  if (typeof document !== 'string' && !signal.aborted) return asOpen(document, close);
  close();
  return typeof document === 'string' ? document : 'unread';
}

function asOpen(document: PDFDocumentProxy, close: () => void): OpenPdf {
  let isOver = false;
  return {
    pages: document.numPages,
    async draw(number, width, signal) {
      if (isOver) return 'slow';
      const drawn = await inTime(drawPage(document, number, width, signal)).catch(troubleOf);
      // A thread that does not come to an end stops all others of the file, too.
      if (drawn === 'slow') {
        isOver = true;
        close();
      }
      return drawn;
    },
    text: (number) => textOf(document, number).catch(() => ''),
    close,
  };
}

async function drawPage(
  pdf: PDFDocumentProxy,
  number: number,
  width: number,
  signal: AbortSignal,
): Promise<HTMLCanvasElement | PdfTrouble> {
  const page = await pdf.getPage(number);
  const scale = pageScale(page.getViewport({ scale: 1 }), width);
  if (scale === null) return 'broken';
  signal.throwIfAborted();
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  const drawing = page.render({ canvas, viewport });
  signal.addEventListener('abort', () => drawing.cancel(), { once: true });
  await drawing.promise;
  return canvas;
}

async function textOf(pdf: PDFDocumentProxy, number: number): Promise<string> {
  const page = await pdf.getPage(number);
  const { items } = await page.getTextContent();
  const words = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : ''));
  return words.join('').slice(0, longestText);
}

async function read(address: string, signal: AbortSignal): Promise<Uint8Array | null> {
  try {
    const response = await fetch(address, { signal });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

interface Threads {
  readonly parser: Worker;
  readonly renderer: Worker;
}

function startThreads(): Threads {
  return {
    parser: new Worker(parserUrl, { type: 'module' }),
    renderer: new Worker(rendererUrl, { type: 'module' }),
  };
}

function load(data: Uint8Array, { parser, renderer }: Threads): PDFDocumentLoadingTask {
  const own = (folder: string) => new URL(`pdf/${folder}/`, document.baseURI).href;
  // It is taken by the document that is opened next, which is this one.
  GlobalWorkerOptions.rendererPorts = [renderer];
  const task = getDocument({
    data,
    worker: PDFWorker.create({ port: parser, verbosity: 0 }),
    verbosity: 0,
    // The page's policy forbids compiled code; without it pictures are decoded by scripts of the app.
    useWasm: false,
    wasmUrl: own('decoders'),
    cMapUrl: own('cmaps'),
    standardFontDataUrl: own('fonts'),
    useWorkerFetch: true,
    enableXfa: false,
    maxImageSize: largestPicture,
  });
  GlobalWorkerOptions.rendererPorts = [];
  return task;
}

/** What has not come to an end by then is ended. */
async function endThreads(task: PDFDocumentLoadingTask, { parser, renderer }: Threads): Promise<void> {
  await Promise.race([task.destroy().catch(() => undefined), after(farewell)]);
  parser.terminate();
  renderer.terminate();
}

async function inTime<Result>(work: Promise<Result>): Promise<Result | 'slow'> {
  const over = new AbortController();
  try {
    return await Promise.race([work, after(patience, over.signal).then(() => 'slow' as const)]);
  } finally {
    over.abort();
  }
}

function after(milliseconds: number, over?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    over?.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
