import { TriangleAlert } from 'lucide-react';
import { Button } from '@heroui/react/button';
import { Message } from '../components/message';
import { Shell } from '../components/shell';
import { messages } from '../lib/messages';

export function CrashScreen() {
  return (
    <Shell title={messages.title(messages.crash.title)}>
      <Message
        icon={TriangleAlert}
        level={1}
        role="alert"
        title={messages.crash.title}
        text={messages.crash.text}
      >
        <Button variant="secondary" onPress={() => location.reload()}>
          {messages.crash.reload}
        </Button>
      </Message>
    </Shell>
  );
}
