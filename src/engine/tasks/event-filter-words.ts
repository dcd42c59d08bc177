import type { Json } from '../../shared/json.ts';
import { shortened } from '../../shared/human-task/title.ts';
import type { EventMatcher, PlannedFilter, PlannedStrategy } from './event-filter-plan.ts';
import type { Gathered } from './listen-strategy.ts';

/** In characters; what a process waits for is shown on one line each. */
const longestWords = 200;

/** What a listener still waits for, in words: one text for each filter that an event can meet. */
export function inWords(strategy: PlannedStrategy, gathered: Gathered): string[] {
  const filters =
    strategy.kind === 'all'
      ? strategy.filters.filter((_, index) => gathered.open.includes(index))
      : strategy.filters;
  const words = filters.length === 0 && strategy.kind === 'any' ? ['any event'] : filters.map(filterInWords);
  return [...words, ...untilInWords(strategy, gathered)];
}

function untilInWords({ until }: PlannedStrategy, gathered: Gathered): string[] {
  switch (until?.kind) {
    case 'condition':
      return [shortened(`until ${until.expression}`, longestWords)];
    case 'events':
      return gathered.until === null
        ? []
        : inWords(until.strategy, gathered.until).map((words) => shortened(`until ${words}`, longestWords));
    case 'never':
    case undefined:
      return [];
  }
}

function filterInWords({ with: wanted, correlate }: PlannedFilter): string {
  const { type, ...others } = wanted;
  const words = [
    ...(type === undefined ? [] : [type.kind === 'is' ? asText(type.value) : `type ${matcherInWords(type)}`]),
    ...Object.entries(others).map(([name, matcher]) => `${name} ${matcherInWords(matcher)}`),
    ...Object.entries(correlate).map(([name, { from, expect }]) =>
      expect === undefined ? `same ${name} (${from})` : `${name} (${from}) = ${asText(expect.value)}`,
    ),
  ];
  return shortened(words.join(', '), longestWords);
}

function matcherInWords(matcher: EventMatcher): string {
  switch (matcher.kind) {
    case 'is':
      return `= ${asText(matcher.value)}`;
    case 'at':
      return `= ${new Date(matcher.at).toISOString()}`;
    case 'like':
      return `like ${matcher.pattern}`;
    case 'satisfies':
      return `\${ ${matcher.code} }`;
    case 'has':
      return `with ${Object.entries(matcher.properties)
        .map(([name, part]) => `${name} ${matcherInWords(part)}`)
        .join(' and ')}`;
    case 'list':
      return `= [${matcher.items.map(matcherInWords).join(', ')}]`;
  }
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
