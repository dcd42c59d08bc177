import { useElementSize, useMergedRef } from '@mantine/hooks';
import {
  IconArrowAutofitWidth,
  IconChevronLeft,
  IconChevronRight,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { strings } from '../../../../strings.ts';
import { IconButton } from '../../../../ui/icon-button.tsx';
import type { OpenPdf } from './open-pdf.ts';
import type { PdfTrouble } from './pdf-trouble.ts';
import classes from './pdf.module.css';

const words = strings.files.pdf;

/** Of the width that there is. */
const zooms = [1, 1.5, 2, 3] as const;

interface PdfPagesProps {
  readonly pdf: OpenPdf;
  readonly name: string;
}

/** One page at a time, as wide as there is room for it, with the ways to the others. */
export function PdfPages({ pdf, name }: PdfPagesProps) {
  const [page, setPage] = useState(1);
  const [step, setStep] = useState(0);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const zoom = zooms[step] ?? 1;
  const drawn = useDrawnPage(pdf, page, Math.round(width * zoom * globalThis.devicePixelRatio));
  const text = useText(pdf, page);
  const scroller = useRef<HTMLDivElement>(null);
  const measured = useMergedRef(ref, scroller);
  const sheet = useRef<HTMLDivElement>(null);
  const canvas = drawn instanceof HTMLCanvasElement ? drawn : null;
  useLayoutEffect(() => sheet.current?.replaceChildren(...(canvas === null ? [] : [canvas])), [canvas]);
  const go = (to: number) => {
    setPage(Math.min(Math.max(to, 1), pdf.pages));
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <section className={classes.preview} aria-label={words.region(name)}>
      <div className={classes.tools}>
        <IconButton
          icon={IconChevronLeft}
          label={words.previous}
          isDisabled={page === 1}
          onClick={() => go(page - 1)}
        />
        <PageNumber key={page} page={page} onGo={go} />
        <span>{words.of(pdf.pages)}</span>
        <IconButton
          icon={IconChevronRight}
          label={words.next}
          isDisabled={page === pdf.pages}
          onClick={() => go(page + 1)}
        />
        <span className={classes.zoom}>{words.zoom(zoom * 100)}</span>
        <IconButton
          icon={IconZoomOut}
          label={words.zoomOut}
          isDisabled={step === 0}
          onClick={() => setStep(step - 1)}
        />
        <IconButton
          icon={IconZoomIn}
          label={words.zoomIn}
          isDisabled={step === zooms.length - 1}
          onClick={() => setStep(step + 1)}
        />
        <IconButton
          icon={IconArrowAutofitWidth}
          label={words.fit}
          isDisabled={step === 0}
          onClick={() => setStep(0)}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a page is scrolled by keyboard too */}
      <div ref={measured} className={classes.scroller} tabIndex={0}>
        {typeof drawn === 'string' ? (
          <p className={classes.note} role="alert">
            {drawn === 'broken' ? words.trouble.brokenPage : words.trouble[drawn]}
          </p>
        ) : (
          <div
            ref={sheet}
            className={classes.sheet}
            style={{ width: `${zoom * 100}%` }}
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the picture is a canvas
            role="img"
            aria-label={words.page(name, page, pdf.pages)}
            aria-busy={canvas === null}
          />
        )}
        <p className="cs-visually-hidden">{text}</p>
      </div>
    </section>
  );
}

interface PageNumberProps {
  readonly page: number;
  readonly onGo: (page: number) => void;
}

/** Goes where it says on Enter, which sends nothing here, and on leaving it. */
function PageNumber({ page, onGo }: PageNumberProps) {
  const [typed, setTyped] = useState(String(page));
  const go = () => {
    const wanted = Number(typed);
    setTyped(String(page));
    if (Number.isInteger(wanted) && wanted > 0 && wanted !== page) onGo(wanted);
  };
  return (
    <input
      className={classes.number}
      inputMode="numeric"
      aria-label={words.number}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={go}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go();
      }}
    />
  );
}

/** The page before stays until the next one is drawn; null: there is none yet. */
function useDrawnPage(pdf: OpenPdf, page: number, width: number): HTMLCanvasElement | PdfTrouble | null {
  const [drawn, setDrawn] = useState<HTMLCanvasElement | PdfTrouble | null>(null);
  useEffect(() => {
    if (width === 0) return undefined;
    const gone = new AbortController();
    const draw = async () => {
      const result = await pdf.draw(page, width, gone.signal);
      if (!gone.signal.aborted) setDrawn(result);
    };
    void draw();
    return () => gone.abort();
  }, [pdf, page, width]);
  return drawn;
}

/** What the page says, for those to whom its picture says nothing. */
function useText(pdf: OpenPdf, page: number): string {
  const [text, setText] = useState('');
  useEffect(() => {
    let isGone = false;
    const read = async () => {
      const words = await pdf.text(page);
      if (!isGone) setText(words);
    };
    void read();
    return () => {
      isGone = true;
    };
  }, [pdf, page]);
  return text;
}
