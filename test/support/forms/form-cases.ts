import { dataCases } from './data-cases.ts';
import type { FormCase } from './form-case.ts';
import { officeCases } from './office-cases.ts';
import { peopleCases } from './people-cases.ts';
import { softwareCases } from './software-cases.ts';

/** Forty forms, modelled on schemas that are in use. */
export const formCases: readonly FormCase[] = [
  ...officeCases,
  ...peopleCases,
  ...softwareCases,
  ...dataCases,
];
