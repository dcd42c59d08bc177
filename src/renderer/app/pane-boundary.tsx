import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { strings } from '../strings.ts';
import { Notice } from '../ui/notice.tsx';
import classes from './shell.module.css';

interface PaneBoundaryProps {
  readonly children: ReactNode;
}

interface PaneBoundaryState {
  readonly failed: boolean;
}

/** Keeps a failure of one part to that part: the views stay, and a reload starts the part afresh. */
export class PaneBoundary extends Component<PaneBoundaryProps, PaneBoundaryState> {
  override state: PaneBoundaryState = { failed: false };

  static getDerivedStateFromError(): PaneBoundaryState {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={classes.failed}>
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
