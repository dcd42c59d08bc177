import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { projectFolder } from '../support/account.ts';

/**
 * Where the published conformance kit, examples and schema of the language are. They are data to test against and no part of
 * this project: `COUNTERSIGN_OPENWORKFLOW` names their folder, otherwise it is looked for beside the project.
 */
export const openWorkflowFolder = resolve(
  projectFolder,
  process.env['COUNTERSIGN_OPENWORKFLOW'] ?? '../shared/openworkflow',
);

export const kitFolder = join(openWorkflowFolder, 'ctk/features');
export const examplesFolder = join(openWorkflowFolder, 'examples');

export const kitIsHere = existsSync(kitFolder);
export const examplesAreHere = existsSync(examplesFolder);

/** What a suite says that needs the data and did not find it. */
export const notHere =
  `The published kit and examples were not found in ${openWorkflowFolder}: nothing of them was run. ` +
  'Set COUNTERSIGN_OPENWORKFLOW to their folder (one with ctk/features and examples in it).';
