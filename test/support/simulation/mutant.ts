/** Faults that can be planted into the host, to see that the checks find them. */
export type Mutant =
  | 'forgets that a task has ended'
  | 'forgets how far a task has come'
  | 'has a new key for each call'
  | 'lets effects out before the commit'
  | 'does not run effects again'
  | 'acknowledges an answer before it is written'
  | 'writes the tasks before the process'
  | 'publishes events before the commit';
