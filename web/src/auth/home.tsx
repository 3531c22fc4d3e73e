import { useEffect } from 'react';
import { useDoorText } from '../text';
import { remember, useSessionState } from '../shell/session-state';
import { Link, useNav } from '../ui/lib/nav';
import { ROOT } from '../api/http/place';
import { Brand } from '../shell/brand';
import { ThemeButton } from './door';
import { HomeTiles } from './home-tiles';
import { HomeWindow } from './home-window';

function Hero() {
  const t = useDoorText();

  return (
    <div className="land-in hero">
      <h1>{t.home.title}</h1>
      <p>{t.home.lead}</p>
      <div className="chips">
        <Link href="/sign-up" className="btn btn-primary btn-lg to-sign-up">
          {t.app.signUp}
        </Link>
        <Link href="/sign-in" className="btn btn-lg">
          {t.app.signIn}
        </Link>
      </div>
    </div>
  );
}

export function HomeScreen() {
  const t = useDoorText();
  const state = useSessionState();
  const nav = useNav();

  useEffect(() => {
    if (state.is === 'signed-in') nav.replace('/today');
    else if (state.is !== 'unknown') remember(false);
  }, [state.is, nav]);

  return (
    <div className="land">
      <title>{t.app.name}</title>
      <header className="land-nav">
        <Brand />
        <Link href="/sign-in" className="btn btn-quiet">
          {t.app.signIn}
        </Link>
      </header>
      <main className="land-main" id="content">
        <Hero />
        <HomeWindow />
        <HomeTiles />
      </main>
      <footer className="land-foot">
        <div className="land-in">
          <span>{t.home.licence}</span>
          <a className="btn-link" href={`${ROOT}/api/docs`}>
            {t.home.api}
          </a>
          <ThemeButton />
        </div>
      </footer>
    </div>
  );
}
