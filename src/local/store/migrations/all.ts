import { statements as firstStore } from './001-first-store.ts';
import { statements as wholeLanguage } from './002-whole-language.ts';
import { statements as people } from './003-people.ts';
import { statements as workingTogether } from './004-working-together.ts';

/** In order: the database's user_version is how many of these it has. */
export const migrations: ReadonlyArray<readonly string[]> = [
  firstStore,
  wholeLanguage,
  people,
  workingTogether,
];
