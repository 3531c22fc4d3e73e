import { useEffect } from 'react';
import { remember, useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { useText } from '../../text';
import { Link, useNav } from '../lib/nav';

export function HomeScreen() {
  const t = useText();
  const state = useSessionState();
  const nav = useNav();

  useEffect(() => {
    if (state.is === 'signed-in') nav.replace('/today');
    else if (state.is !== 'unknown') remember(false);
  }, [state.is, nav]);

  return (
    <Shell title={t.app.name}>
      <div className="landing">
        <div>
          <h1>{t.home.title}</h1>
          <p className="lead">{t.home.lead}</p>
          <div className="actions">
            <Link href="/sign-up" className="link-button to-sign-up">
              {t.app.signUp}
            </Link>
            <Link href="/sign-in" className="link-button quiet">
              {t.app.signIn}
            </Link>
          </div>
        </div>
        <dl>
          {t.home.points.map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Shell>
  );
}
