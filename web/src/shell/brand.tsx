import { useDoorText } from '../text';
import { Link } from '../ui/lib/nav';

export function Brand() {
  const t = useDoorText();

  return (
    <Link href="/" className="brand">
      <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect className="brand-door" width="32" height="32" rx="8" />
        <path className="brand-arch" d="M9 26V14a7 7 0 0 1 14 0v12" />
        <path className="brand-arch" d="M16 18.5V23" />
        <circle className="brand-key" cx="16" cy="17.5" r="2.3" />
      </svg>
      {t.app.name}
    </Link>
  );
}
