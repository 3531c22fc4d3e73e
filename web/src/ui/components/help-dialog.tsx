// Loaded when the user opens it.

import { Kbd } from '@heroui/react/kbd';
import { Modal } from '@heroui/react/modal';
import { messages } from '../lib/messages';
import { usePreferences } from './hooks';

export default function HelpDialog({ close }: { close(): void }) {
  const { singleKeys } = usePreferences();

  return (
    <Modal.Backdrop isOpen onOpenChange={(open) => open || close()}>
      <Modal.Container size="sm" scroll="outside">
        <Modal.Dialog>
          <Modal.CloseTrigger aria-label={messages.app.close} />
          <Modal.Header>
            <Modal.Heading>{messages.help.title}</Modal.Heading>
          </Modal.Header>
          <Modal.Body>
            <dl className="keys">
              {messages.help.rows.map(([keys, text]) => (
                <div key={text}>
                  <dt>{text}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
            <p className="mt-3 text-[0.8125rem] text-muted">
              {singleKeys ? messages.help.where : messages.help.off}
            </p>
          </Modal.Body>
        </Modal.Dialog>
      </Modal.Container>
    </Modal.Backdrop>
  );
}
