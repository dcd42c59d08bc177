/** The words of forms; they come with the forms, not with the start. */
export const formStrings = {
  unanswered: '–',
  noSuchOption: 'No such option',
  add: (what: string) => `Add to ${what}`,
  item: (what: string, position: number) => `${what} ${position}`,
  remove: (what: string) => `Remove ${what}`,
  moveUp: (what: string) => `Move ${what} up`,
  moveDown: (what: string) => `Move ${what} down`,
  key: 'Name',
  kind: 'Which of these',
  option: (position: string) => `Alternative ${position}`,
  json: 'As JSON',
  jsonInvalid: 'This is not JSON.',
  problems: (count: number) =>
    count === 1 ? 'One field needs another look' : `${count} fields need another look`,
  whole: 'The whole answer',
  dateOf: (what: string) => `${what}: date`,
  timeOf: (what: string) => `${what}: time`,
  pickDate: (what: string) => `Pick a date for ${what}`,
  calendar: {
    monthLevelControl: 'Choose a month',
    yearLevelControl: 'Choose a year',
    nextMonth: 'Next month',
    previousMonth: 'Previous month',
    nextYear: 'Next year',
    previousYear: 'Previous year',
    nextDecade: 'Next decade',
    previousDecade: 'Previous decade',
  },
  changes: {
    heading: 'What you have changed',
    count: (count: number) =>
      count === 0 ? 'Nothing is changed yet' : count === 1 ? '1 change' : `${count} changes`,
    became: 'became',
    nothing: 'nothing',
  },
  broken: 'This form cannot be drawn. Answer with the object as JSON.',
} as const;
