import type { DefinitionProblem } from '../../../shared/errors.ts';
import { strings } from '../../strings.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { toProblem } from '../../ui/problem.ts';
import classes from './workflows.module.css';

interface DefinitionProblemsProps {
  readonly error: unknown;
  readonly onGoTo: (line: number, column: number) => void;
}

/** Why a workflow file was refused: each problem with its place, which is a way there. */
export function DefinitionProblems({ error, onGoTo }: DefinitionProblemsProps) {
  const problem = toProblem(error);
  const problems = problem.details.problems ?? [];
  if (problems.length === 0) return <ProblemNotice error={error} />;
  return (
    <Notice tone="danger" title={`${problem.title} · ${strings.workflows.problems(problems.length)}`} live>
      <ul className={classes.problems}>
        {problems.map((item, index) => (
          <li key={index} className={classes.problemLine}>
            <Place problem={item} onGoTo={onGoTo} />
            <span>
              {item.message} <span className={classes.problemPath}>{item.path}</span>
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Place({
  problem,
  onGoTo,
}: { readonly problem: DefinitionProblem } & Pick<DefinitionProblemsProps, 'onGoTo'>) {
  const { line, column } = problem;
  if (line === null) return <span />;
  return (
    <button
      type="button"
      className={classes.place}
      aria-label={strings.workflows.goToLine(line)}
      onClick={() => onGoTo(line, column ?? 1)}
    >
      {strings.workflows.line(line, column)}
    </button>
  );
}
