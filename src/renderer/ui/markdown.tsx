import { Component, createContext, useContext, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import { isReadable } from './markdown-limits.ts';
import classes from './markdown.module.css';

interface MarkdownTextProps {
  readonly text: string;
  /** Called with an https address; the page itself never leaves the app. */
  readonly onLink: (url: string) => void;
}

/**
 * A prompt as Markdown. It was written by a workflow, so it is untrusted: HTML shows as text, an image shows as its
 * description (nothing is fetched), and only https links can be followed, with their address in sight on hover. What cannot
 * be read as Markdown is shown as it was written: whatever a prompt holds, its task can be answered.
 */
export function MarkdownText({ text, onLink }: MarkdownTextProps) {
  const asWritten = (
    <p className={classes.plain} data-selectable>
      {text}
    </p>
  );
  if (!isReadable(text)) return asWritten;
  return (
    <Otherwise key={text} fallback={asWritten}>
      <Formatted text={text} onLink={onLink} />
    </Otherwise>
  );
}

function Formatted({ text, onLink }: MarkdownTextProps) {
  return (
    <div className={classes.markdown} data-selectable>
      <FollowLink value={onLink}>
        <Markdown components={components}>{text}</Markdown>
      </FollowLink>
    </div>
  );
}

interface OtherwiseProps {
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

/** Shows the fallback where drawing the children fails. */
class Otherwise extends Component<OtherwiseProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}

const FollowLink = createContext<(url: string) => void>(() => undefined);

const components: Components = {
  img: ({ alt }) => <span className={classes.image}>{alt ?? ''}</span>,
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
};

function Link({ href, children }: { readonly href: string | undefined; readonly children?: ReactNode }) {
  const follow = useContext(FollowLink);
  if (!isSafe(href)) return <span title={href}>{children}</span>;
  return (
    <a
      href={href}
      title={href}
      onClick={(event) => {
        event.preventDefault();
        follow(href);
      }}
      onAuxClick={(event) => event.preventDefault()}
    >
      {children}
    </a>
  );
}

function isSafe(href: string | undefined): href is string {
  return href !== undefined && URL.canParse(href) && new URL(href).protocol === 'https:';
}
