import { DoorClosed } from 'lucide-react';
import { Message } from '../components/message';
import { Shell } from '../components/shell';
import { useText } from '../../text';
import { Link } from '../lib/nav';

export function NotFoundScreen() {
  const t = useText();

  return (
    <Shell title={t.title(t.notFound.title)}>
      <Message icon={DoorClosed} level={1} title={t.notFound.title} text={t.notFound.text}>
        <Link href="/" className="link-button quiet">
          {t.notFound.home}
        </Link>
      </Message>
    </Shell>
  );
}
