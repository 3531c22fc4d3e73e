// Loaded when the user opens it.

import { Kbd } from '@heroui/react/kbd';
import { Modal } from '@heroui/react/modal';
import { useText } from '../../text';
import { usePreferences } from './hooks';

export default function HelpDialog({ close }: { close(): void }) {
  const t = useText();
  const { singleKeys } = usePreferences();

  return (
    <Modal.Backdrop isOpen onOpenChange={(open) => open || close()}>
      <Modal.Container size="sm" scroll="outside">
        <Modal.Dialog>
          <Modal.CloseTrigger aria-label={t.app.close} />
          <Modal.Header>
            <Modal.Heading>{t.help.title}</Modal.Heading>
          </Modal.Header>
          <Modal.Body>
            <dl className="keys">
              {t.help.rows.map(([keys, text]) => (
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
              {singleKeys ? t.help.where : t.help.off}
            </p>
          </Modal.Body>
        </Modal.Dialog>
      </Modal.Container>
    </Modal.Backdrop>
  );
}
