// The title of a row. It opens the task; the addresses in it open themselves.

import { Fragment, type MouseEvent } from 'react';
import { linkified } from './linkify';

interface Props {
  title: string;
  href: string;
  open(event: MouseEvent): void;
}

export function RowTitle({ title, href, open }: Props) {
  const pieces = linkified(title);
  const link = (text: string, first: boolean) => (
    <a
      className={first ? 'row-open row-open-first' : 'row-open'}
      href={href}
      draggable={false}
      tabIndex={-1}
      onClick={open}
    >
      {text}
    </a>
  );

  if (pieces.length === 1 && !pieces[0]!.href)
    return (
      <span className="row-title" dir="auto">
        {link(title, true)}
      </span>
    );
  const first = pieces.findIndex((piece) => !piece.href);

  return (
    <span className="row-title" dir="auto">
      {pieces.map(({ text, href: address }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other name
        <Fragment key={i}>
          {address ? (
            <a
              className="row-address"
              href={address}
              target="_blank"
              rel="noopener noreferrer"
              tabIndex={-1}
            >
              {text}
            </a>
          ) : (
            link(text, i === first)
          )}
        </Fragment>
      ))}
    </span>
  );
}
