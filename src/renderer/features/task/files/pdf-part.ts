import { lazyPart } from '../../../ui/lazy-part.tsx';

/** The code that reads PDFs is larger than all the rest of the window; it comes when one is looked at. */
export const pdfPart = lazyPart(async () => (await import('./pdf/pdf-preview.tsx')).PdfPreview);
