// What the pages need from a router. The routing code provides it.

import { createContext, use, type ComponentType, type ReactNode } from 'react';

export interface LinkProps {
  href: string;
  className?: string;
  children: ReactNode;
  'aria-current'?: 'page';
  'aria-label'?: string;
}

export interface Nav {
  path: string;
  push(to: string): void;
  replace(to: string): void;
  Link: ComponentType<LinkProps>;
}

const NavContext = createContext<Nav | null>(null);

export const NavProvider = NavContext.Provider;

export function useNav(): Nav {
  const nav = use(NavContext);

  if (!nav) throw new Error('There is no router above this component');
  return nav;
}

export function Link(props: LinkProps) {
  const { Link: Component } = useNav();

  return <Component {...props} />;
}
