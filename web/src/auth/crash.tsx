import { TriangleAlert } from 'lucide-react';
import { useDoorText } from '../text';
import { Button } from '../ui/button';
import { Door, DoorHead } from './door';

export function CrashScreen() {
  const t = useDoorText();

  return (
    <Door title={t.title(t.crash.title)}>
      <DoorHead icon={TriangleAlert} title={t.crash.title} lead={t.crash.text} role="alert" />
      <div className="form">
        <Button look="primary" block onPress={() => location.reload()}>
          {t.crash.reload}
        </Button>
      </div>
    </Door>
  );
}
