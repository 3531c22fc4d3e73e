import { Keyboard } from 'lucide-react';
import { useText } from '../../text';

export function TasksHead({ left, help }: { left: string; help?: () => void }) {
  const t = useText();

  return (
    <div className="tasks-head">
      <h1 className="heading">{t.tasks.title}</h1>
      <div className="side">
        <span className="left">{left}</span>
        <button
          type="button"
          className="icon-button"
          disabled={!help}
          aria-label={t.tasks.help}
          onClick={help}
        >
          <Keyboard aria-hidden="true" />
        </button>
      </div>
    </div>
  );
}
