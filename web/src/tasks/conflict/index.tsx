// Two versions of a task, to choose from.

import { useConflicts } from '../../api';
import { ConflictDialog } from './dialog';

export default function ConflictChoice({ id, close }: { id: number; close(): void }) {
  const conflict = useConflicts().find((one) => one.id === id);

  return conflict ? <ConflictDialog key={id} conflict={conflict} close={close} /> : null;
}
