// A link to a view or a page: a real address, which opens without asking the server where it can.

import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { ROOT } from '../api/http/place';
import { staysHere, useGo } from './place';

type Props = Omit<ComponentPropsWithRef<'a'>, 'href'> & { href: string };

const plain = (event: MouseEvent) =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

export function Link({ href, onClick, ...rest }: Props) {
  const go = useGo();

  return (
    <a
      {...rest}
      href={ROOT + href}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || !plain(event)) return;
        event.preventDefault();
        go(href);
        if (staysHere(href)) scrollTo(0, 0);
      }}
    />
  );
}
