// What of a list is in the page.

export const ROW = 40; // heights in pixels, until they are measured
export const HEAD = 64;

export interface Shown {
  from: number;
  to: number; // the one behind the last
  before: number; // the height of what is left out, in pixels
  after: number;
  measure(element: HTMLElement | null): void;
  reveal(index: number): void;
}
