import { Check, CircleAlert } from 'lucide-react';
import { Avatar } from '../src/ui/avatar';
import { Badge } from '../src/ui/badge';
import { Banner } from '../src/ui/banner';
import { Button } from '../src/ui/button';
import { Kbds } from '../src/ui/kbd';
import { QrCode } from '../src/ui/qr-code';
import { Spec, State } from './spec';

export function Marks() {
  return (
    <>
      <Spec title="Badge, avatar, key hint">
        <State is="badge">
          <Badge>Suspended</Badge>
        </State>
        <State is="done">
          <Badge tone="done" icon={Check}>
            On
          </Badge>
        </State>
        <State is="danger">
          <Badge tone="danger" icon={CircleAlert}>
            Expired
          </Badge>
        </State>
        <State is="oneself">
          <Avatar name="Maya Lindqvist" />
        </State>
        <State is="somebody else, medium">
          <Avatar name="Samir Okafor" size="md" other />
        </State>
        <State is="large">
          <Avatar name="Maya Lindqvist" size="lg" />
        </State>
        <State is="keys">
          <Kbds keys={['Ctrl', 'K']} keep />
        </State>
      </Spec>
      <Spec title="Banner">
        <State is="neutral" wide>
          <Banner action={<Button size="sm">Try now</Button>}>The server isn’t answering.</Banner>
        </State>
        <State is="error, in forms" wide>
          <Banner tone="error">Email or password is incorrect.</Banner>
        </State>
        <State is="ok, in forms" wide>
          <Banner tone="ok">Your email is confirmed.</Banner>
        </State>
      </Spec>
      <Spec title="QR code">
        <State is="black on white in every theme">
          <QrCode text="otpauth://totp/Example:maya?secret=JBSWY3DPEHPK3PXP" label="QR code" />
        </State>
      </Spec>
    </>
  );
}
