import { Button, Progress } from '@mantine/core';
import { IconCircleCheck, IconUpload, IconX } from '@tabler/icons-react';
import { useRef, useState, type DragEvent } from 'react';
import type { StoredFile } from '../../../../shared/contract/files.ts';
import type { FieldProblem } from '../../../../shared/errors.ts';
import { sizeInWords } from '../../../../shared/human-task/file-answer.ts';
import type { FileRequirement } from '../../../../shared/human-task/file.ts';
import { strings } from '../../../strings.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import { FileRow } from './file-row.tsx';
import classes from './files.module.css';
import { dismiss, type RunningUpload } from './uploads.ts';

const words = strings.files;

interface RequirementCardProps {
  readonly taskAsstId: string;
  readonly wanted: FileRequirement;
  readonly files: readonly StoredFile[];
  readonly running: readonly RunningUpload[];
  readonly problems: readonly FieldProblem[];
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (file: StoredFile) => void;
}

/** One document that is asked for: what it has to be, what is there already, and where to drop it. */
export function RequirementCard(props: RequirementCardProps) {
  const { taskAsstId, wanted, files, running, problems, onRemove } = props;
  const [over, setOver] = useState(false);
  const isComplete = files.length >= Math.max(1, wanted.minCount);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    props.onAdd([...event.dataTransfer.files]);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is for the mouse; the button is for everybody
    <section
      className={classes.card}
      aria-label={wanted.title}
      data-over={over}
      data-invalid={problems.length > 0}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <header className={classes.cardHead}>
        <h3 className={classes.cardTitle}>
          {wanted.title}
          <span className={classes.cardRequired} data-required={wanted.required}>
            {wanted.required ? words.required : words.optional}
          </span>
        </h3>
        {isComplete && (
          <span className={classes.complete}>
            <IconCircleCheck size={14} stroke={1.75} aria-hidden />
            {words.complete}
          </span>
        )}
      </header>
      {wanted.description !== undefined && <p className={classes.description}>{wanted.description}</p>}
      <p className={classes.fileFacts}>{rulesInWords(wanted)}</p>
      {(files.length > 0 || running.length > 0) && (
        <ul className={classes.files}>
          {files.map((file) => (
            <FileRow
              key={file.fileId}
              taskAsstId={taskAsstId}
              file={file}
              by={file.uploadedBy}
              onRemove={() => onRemove(file)}
            />
          ))}
          {running.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {files.length + running.filter((upload) => upload.problem === null).length < wanted.maxCount && (
        <DropZone {...props} over={over} />
      )}
      {problems.map(({ message }) => (
        <p key={message} className={classes.error} role="alert">
          {message}
        </p>
      ))}
    </section>
  );
}

function DropZone({ wanted, onAdd, over }: RequirementCardProps & { readonly over: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.zone} data-over={over}>
      <IconUpload size={15} stroke={1.6} aria-hidden />
      <span>{over ? words.dropNow : words.drop}</span>
      <Button
        variant="default"
        size="compact-sm"
        className={classes.choose}
        aria-label={words.addTo(wanted.title)}
        onClick={() => input.current?.click()}
      >
        {words.add}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-label={words.addTo(wanted.title)}
        multiple={wanted.maxCount > 1}
        accept={wanted.accept.join(',')}
        onChange={(event) => {
          onAdd([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </div>
  );
}

function UploadRow({ upload }: { readonly upload: RunningUpload }) {
  const { id, name, size, received, problem } = upload;
  const percent = size === 0 ? 100 : Math.round((received / size) * 100);
  return (
    <li className={classes.file}>
      <IconUpload className={classes.fileIcon} size={16} stroke={1.6} aria-hidden />
      <span className={classes.fileName}>{name}</span>
      <span className={classes.fileFacts}>
        {problem === null &&
          (received === size ? words.checking : `${sizeInWords(received)} / ${sizeInWords(size)}`)}
      </span>
      <span className={classes.fileActions}>
        <IconButton
          icon={IconX}
          label={problem === null ? words.cancel(name) : words.dismiss(name)}
          onClick={() => dismiss(id)}
        />
      </span>
      {problem === null ? (
        <Progress className={classes.progress} value={percent} size={3} aria-label={words.uploading(name)} />
      ) : (
        <p className={classes.uploadError} role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}

/** `application/pdf, image/* · up to 25 MB each · 1 to 3 files` */
function rulesInWords({ accept, maxSize, minCount, maxCount }: FileRequirement): string {
  return [
    accept.length === 0 ? words.any : accept.join(', '),
    words.upTo(sizeInWords(maxSize)),
    words.count(minCount, maxCount),
  ].join(' · ');
}
