import type { HumanTask } from '../../../shared/contract/human-tasks.ts';
import { FileRow } from './files/file-row.tsx';
import type { ShownFile } from './files/files-of.ts';
import classes from './files/files.module.css';

interface FilesTabProps {
  readonly task: HumanTask;
  readonly files: readonly ShownFile[];
}

/** The files that the process has so far, to be looked at and saved. */
export function FilesTab({ task, files }: FilesTabProps) {
  return (
    <ul className={classes.files}>
      {files.map((file) => (
        <FileRow key={file.fileId} taskAsstId={task.taskAsstId} file={file} />
      ))}
    </ul>
  );
}
