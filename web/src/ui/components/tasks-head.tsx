import { Keyboard } from 'lucide-react';
import { messages } from '../lib/messages';

export function TasksHead({ left, help }: { left: string; help?: () => void }) {
  return (
    <div className="tasks-head">
      <h1 className="heading">{messages.tasks.title}</h1>
      <div className="side">
        <span className="left">{left}</span>
        <button
          type="button"
          className="icon-button"
          disabled={!help}
          aria-label={messages.tasks.help}
          onClick={help}
        >
          <Keyboard aria-hidden="true" />
        </button>
      </div>
    </div>
  );
}
