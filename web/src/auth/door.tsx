// The frame of the pages before the door: the form stands in a doorway.

import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { useDoorText } from '../text';
import { Banner } from '../ui/banner';
import { useLook } from '../shell/look';
import { useHydrated, useOnline } from '../ui/hooks';
import { preferences, THEMES } from '../ui/lib/preferences';
import { Brand } from '../shell/brand';

const never = () => () => undefined;

function useHost(): string {
  return useSyncExternalStore(
    never,
    () => location.host,
    () => '\u00a0',
  );
}

export function ThemeButton() {
  const t = useDoorText();
  const hydrated = useHydrated();
  const { theme } = useLook();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;

  return (
    <button
      type="button"
      className="btn-link"
      disabled={!hydrated}
      aria-label={t.app.theme(t.themes[theme])}
      onClick={() => preferences.set({ theme: next })}
    >
      {t.themeNames[theme]}
    </button>
  );
}

interface DoorProps {
  title: string; // of the window
  children: ReactNode;
}

export function Door({ title, children }: DoorProps) {
  const t = useDoorText();
  const online = useOnline();
  const host = useHost();

  return (
    <div className="auth">
      <title>{title}</title>
      <main className="auth-box" id="content" tabIndex={-1}>
        <div className="auth-brand">
          <Brand />
        </div>
        {online ? null : <Banner>{t.states.offlineDoor}</Banner>}
        {children}
      </main>
      <footer className="auth-foot">
        <span>{host}</span>
        <ThemeButton />
      </footer>
    </div>
  );
}

interface DoorHeadProps {
  title: string;
  lead?: ReactNode;
  icon?: LucideIcon;
  level?: 1 | 3; // 3 in a dialog, whose title is a 2
  leadId?: string;
  role?: 'alert' | 'status';
  focus?: boolean; // takes the focus: what was said before it is gone
}

export function DoorHead({
  title,
  lead,
  icon: Icon,
  level = 1,
  leadId,
  role,
  focus = false,
}: DoorHeadProps) {
  const Title = `h${level}` as const;
  const head = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (focus) head.current?.focus();
  }, [focus]);

  return (
    <div className="auth-head">
      {Icon ? (
        <div className="auth-icon">
          <Icon className="icon icon-lg" aria-hidden="true" />
        </div>
      ) : null}
      <Title ref={head} className="auth-title" {...(focus ? { tabIndex: -1 } : {})}>
        {title}
      </Title>
      {lead ? (
        <p className="auth-lead" {...(leadId ? { id: leadId } : {})} {...(role ? { role } : {})}>
          {lead}
        </p>
      ) : null}
    </div>
  );
}
