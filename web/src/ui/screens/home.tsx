import { useEffect } from 'react';
import { remember, useSessionState } from '../components/session-state';
import { Shell } from '../components/shell';
import { messages } from '../lib/messages';
import { Link, useNav } from '../lib/nav';

export function HomeScreen() {
  const state = useSessionState();
  const nav = useNav();

  useEffect(() => {
    if (state.is === 'signed-in') nav.replace('/tasks');
    else if (state.is !== 'unknown') remember(false);
  }, [state.is, nav]);

  return (
    <Shell title={messages.app.name}>
      <div className="landing">
        <div>
          <h1>{messages.home.title}</h1>
          <p className="lead">{messages.home.lead}</p>
          <div className="actions">
            <Link href="/sign-up" className="link-button to-sign-up">
              {messages.app.signUp}
            </Link>
            <Link href="/sign-in" className="link-button quiet">
              {messages.app.signIn}
            </Link>
          </div>
        </div>
        <dl>
          {messages.home.points.map(([name, text]) => (
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
