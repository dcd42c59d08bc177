import {
  IconDownload,
  IconEye,
  IconEyeOff,
  IconFile,
  IconFileText,
  IconPhoto,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { largestPdfPreview, previewAddress } from '../../../../shared/file-preview.ts';
import { sizeInWords } from '../../../../shared/human-task/file-answer.ts';
import { api, client } from '../../../app/api.ts';
import { strings } from '../../../strings.ts';
import { announce } from '../../../ui/announcer.tsx';
import { IconButton } from '../../../ui/icon-button.tsx';
import { toProblem } from '../../../ui/problem.ts';
import type { ShownFile } from './files-of.ts';
import classes from './files.module.css';
import { pdfPart } from './pdf-part.ts';

const words = strings.files;

interface FileRowProps {
  readonly taskAsstId: string;
  readonly file: ShownFile;
  readonly by?: string;
  /** Takes it back; undefined: it cannot be. */
  readonly onRemove?: (() => void) | undefined;
}

/** One file: what it is, a look at it where it stands, and ways to save it and to take it back. Never opened, never run. */
export function FileRow({ taskAsstId, file, by, onRemove }: FileRowProps) {
  const [open, setOpen] = useState(false);
  const { name, size, type } = file;
  const Icon = type.startsWith('image/') ? IconPhoto : type.startsWith('text/') ? IconFileText : IconFile;
  return (
    <li className={classes.file}>
      <Icon className={classes.fileIcon} size={16} stroke={1.6} aria-hidden />
      <span
        className={classes.fileName}
        title={`${name}\n${words.digest} ${file.digest.replace(/^sha-256:/, '')}`}
      >
        {name}
      </span>
      <span className={classes.fileFacts}>
        {[sizeInWords(size), type, ...(by === undefined ? [] : [words.by(by)])].join(' · ')}
      </span>
      <span className={classes.fileActions}>
        {mayPreview(type) && (
          <IconButton
            icon={open ? IconEyeOff : IconEye}
            label={open ? words.closePreview(name) : words.preview(name)}
            onClick={() => setOpen(!open)}
          />
        )}
        <IconButton
          icon={IconDownload}
          label={words.save(name)}
          onClick={() => void save(taskAsstId, file)}
        />
        {onRemove !== undefined && <IconButton icon={IconX} label={words.remove(name)} onClick={onRemove} />}
      </span>
      {open && <Preview taskAsstId={taskAsstId} file={file} />}
    </li>
  );
}

/** Of the types that the account can show; it has the last word on each file. */
function mayPreview(type: string): boolean {
  return (
    type.startsWith('image/') ||
    type.startsWith('text/') ||
    type === 'application/json' ||
    type === 'application/pdf'
  );
}

function Preview({ taskAsstId, file }: Pick<FileRowProps, 'taskAsstId' | 'file'>) {
  const { fileId, name } = file;
  const input = { taskAsstId, fileId };
  const stored = useQuery(api.files.get.queryOptions({ input })).data;
  const text = useQuery(api.files.text.queryOptions({ input, enabled: stored?.preview === 'text' })).data;
  if (stored?.preview === 'image') {
    return <img className={classes.image} src={previewAddress(taskAsstId, fileId)} alt={name} />;
  }
  if (stored?.preview === 'pdf') return <PdfPages taskAsstId={taskAsstId} file={file} />;
  if (text === undefined) return null;
  return (
    <div className={classes.textPreview}>
      <pre data-selectable>{text.text}</pre>
      {text.truncated && <p className={classes.fileFacts}>{words.truncated}</p>}
    </div>
  );
}

function PdfPages({ taskAsstId, file }: Pick<FileRowProps, 'taskAsstId' | 'file'>) {
  const { fileId, name, size } = file;
  const { trouble, opening } = words.pdf;
  return (
    <div className={classes.pdf}>
      {size > largestPdfPreview ? (
        <p className={classes.fileFacts}>{trouble.large(sizeInWords(largestPdfPreview))}</p>
      ) : (
        <Suspense fallback={<p className={classes.fileFacts}>{opening}</p>}>
          <pdfPart.Part address={previewAddress(taskAsstId, fileId)} name={name} />
        </Suspense>
      )}
    </div>
  );
}

async function save(taskAsstId: string, { fileId, name }: ShownFile): Promise<void> {
  try {
    const { saved } = await client.desktop.saveFile({ taskAsstId, fileId });
    if (saved) announce(words.saved(name));
  } catch (error) {
    announce(toProblem(error).title, 'info');
  }
}
