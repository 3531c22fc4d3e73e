import { DoorClosed } from 'lucide-react';
import { Message } from '../components/message';
import { Shell } from '../components/shell';
import { messages } from '../lib/messages';
import { Link } from '../lib/nav';

export function NotFoundScreen() {
  return (
    <Shell title={messages.title(messages.notFound.title)}>
      <Message
        icon={DoorClosed}
        level={1}
        title={messages.notFound.title}
        text={messages.notFound.text}
      >
        <Link href="/" className="link-button quiet">
          {messages.notFound.home}
        </Link>
      </Message>
    </Shell>
  );
}
