import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Notice } from '../ui/notice.tsx';
import classes from './shell.module.css';

interface PaneBoundaryProps {
  /** Where the window is, as a hash. */
  readonly at: string;
  readonly children: ReactNode;
}

interface PaneBoundaryState {
  readonly failed: boolean;
  readonly at: string | null;
}

/** Keeps a failure of one part to that part and to that place: going somewhere else, or a reload, starts the part afresh. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  override state: PaneBoundaryState = { failed: false, at: null };

  static getDerivedStateFromError(): Pick<PaneBoundaryState, 'failed'> {
    return { failed: true };
  }

  /** Not a key: that would also take the list's focus and scroll position away at every step along it. */
  static getDerivedStateFromProps(
    { at }: PaneBoundaryProps,
    state: PaneBoundaryState,
  ): PaneBoundaryState | null {
    return at === state.at ? null : { failed: false, at };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={classes.failed} data-pane="detail">
        <Notice
          tone="danger"
          title={strings.problems.crashTitle}
          live
          actions={<Button onClick={() => window.location.reload()}>{strings.problems.reload}</Button>}
        >
          {strings.problems.crashText}
        </Notice>
      </div>
    );
  }
}
