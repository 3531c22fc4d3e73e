// What is being dragged. The browser tells a place under the pointer only that there is something,
// not what.

export type Dragged = { is: 'tasks'; ids: readonly number[] } | { is: 'list'; id: number };

let current: Dragged | null = null;

export function startDrag(event: { dataTransfer: DataTransfer }, what: Dragged, text: string) {
  current = what;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', text);
}

export const endDrag = (): void => {
  current = null;
};

export const dragged = (): Dragged | null => current;

export const draggedTasks = (): readonly number[] | null =>
  current?.is === 'tasks' ? current.ids : null;
