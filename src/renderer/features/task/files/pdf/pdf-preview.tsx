import { useEffect, useState } from 'react';
import { strings } from '../../../../strings.ts';
import { openPdf, type OpenPdf } from './open-pdf.ts';
import { PdfPages } from './pdf-pages.tsx';
import type { PdfTrouble } from './pdf-trouble.ts';
import classes from './pdf.module.css';

const words = strings.files.pdf;

interface PdfPreviewProps {
  /** Where its bytes are, in the origin of the files. */
  readonly address: string;
  readonly name: string;
}

/** What a PDF looks like, page by page. */
export function PdfPreview({ address, name }: PdfPreviewProps) {
  const pdf = usePdf(address);
  if (pdf === null) return <p className={classes.note}>{words.opening}</p>;
  if (typeof pdf === 'string') {
    return (
      <p className={classes.note} role="alert">
        {words.trouble[pdf]}
      </p>
    );
  }
  return <PdfPages pdf={pdf} name={name} />;
}

/** null: it is being opened. */
function usePdf(address: string): OpenPdf | PdfTrouble | null {
  const [pdf, setPdf] = useState<OpenPdf | PdfTrouble | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    const opening = openPdf(address, gone.signal);
    const show = async () => {
      const opened = await opening;
      if (!gone.signal.aborted) setPdf(opened);
    };
    void show();
    return () => {
      gone.abort();
      setPdf(null);
      void opening.then((opened) => typeof opened !== 'string' && opened.close());
    };
  }, [address]);
  return pdf;
}
