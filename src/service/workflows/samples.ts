import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDefinition } from '../../engine/definition/parse-definition.ts';
import type { Sample } from '../../shared/contract/workflows.ts';
import { CountersignError } from '../../shared/errors.ts';
import { humanize } from '../../shared/human-task/title.ts';
import type { Json } from '../../shared/json.ts';
import { isJsonObject } from '../../shared/json-object.ts';

export interface SampleFile extends Sample {
  readonly source: string;
}

/** The workflows that come with the app; each carries the input it is run with in `document.metadata.sample.input`. */
export function readSamples(folder: string): SampleFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readSample(join(folder, file)));
}

/** @throws CountersignError WORKFLOW_NOT_FOUND */
export function findSample(folder: string, id: string): SampleFile {
  const sample = readSamples(folder).find((candidate) => candidate.id === id);
  if (sample === undefined) throw new CountersignError('WORKFLOW_NOT_FOUND');
  return sample;
}

function readSample(file: string): SampleFile {
  const source = readFileSync(file, 'utf8');
  const parsed = parseDefinition(source);
  if (!parsed.ok) {
    throw new CountersignError('WORKFLOW_INVALID', {
      message: `The sample ${basename(file)} is not valid`,
      details: { problems: parsed.problems },
    });
  }
  const { name, title, summary, metadata } = parsed.definition.document;
  return {
    id: basename(file, '.yaml'),
    title: title ?? humanize(name),
    summary: summary ?? '',
    input: sampleInput(metadata),
    source,
  };
}

function sampleInput(metadata: Json | undefined): Json {
  const sample = isJsonObject(metadata) ? metadata['sample'] : undefined;
  return (isJsonObject(sample) ? sample['input'] : undefined) ?? {};
}
