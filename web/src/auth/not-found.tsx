import { DoorClosed } from 'lucide-react';
import { useDoorText } from '../text';
import { Link } from '../ui/lib/nav';
import { Door, DoorHead } from './door';

// Who is not signed in is led on to the door.
export function NotFoundScreen() {
  const t = useDoorText();

  return (
    <Door title={t.title(t.notFound.title)}>
      <DoorHead icon={DoorClosed} title={t.notFound.title} lead={t.notFound.text} />
      <div className="form">
        <Link href="/today" className="btn btn-primary btn-block">
          {t.notFound.home}
        </Link>
      </div>
    </Door>
  );
}
