import { messages } from '../lib/messages';
import { Link } from '../lib/nav';

export function Brand() {
  return (
    <Link href="/" className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--accent)" />
        <g fill="none" stroke="var(--accent-foreground)" strokeWidth="2.6" strokeLinecap="round">
          <path d="M9 26V14a7 7 0 0 1 14 0v12" />
          <path d="M16 18.5V23" />
        </g>
        <circle cx="16" cy="17.5" r="2.3" fill="var(--accent-foreground)" />
      </svg>
      {messages.app.name}
    </Link>
  );
}
