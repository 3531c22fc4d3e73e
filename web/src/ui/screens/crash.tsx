import { TriangleAlert } from 'lucide-react';
import { Button } from '@heroui/react/button';
import { Message } from '../components/message';
import { Shell } from '../components/shell';
import { useText } from '../../text';

export function CrashScreen() {
  const t = useText();

  return (
    <Shell title={t.title(t.crash.title)}>
      <Message
        icon={TriangleAlert}
        level={1}
        role="alert"
        title={t.crash.title}
        text={t.crash.text}
      >
        <Button variant="secondary" onPress={() => location.reload()}>
          {t.crash.reload}
        </Button>
      </Message>
    </Shell>
  );
}
