// Which rows of a list of any length stand on the screen, and where; a browser's limit on heights does not reach the list.

/** Taller elements lose precision, and past about 33 million pixels WebKit cuts them off. */
export const TALLEST = 8_000_000;

/** The height of a row, as `--row` of the theme has it. */
export const ROW = 40;

/** Rows are asked for in multiples of this. */
export const BLOCK = 100;

/** A list of `rows` rows seen through a window of `view` pixels, laid out `height` pixels tall. */
export type Measure = { rows: number; view: number; full: number; height: number };

/** Rows from `first` up to but without `end`. */
export type Span = { first: number; end: number };

export function measure(rows: number, view: number): Measure {
  const full = rows * ROW;
  return { rows, view, full, height: Math.min(full, TALLEST) };
}

/** Is the list laid out shorter than it is? Then a wheel's pixels must not be stretched with it. */
export function isShortened(list: Measure): boolean {
  return list.full > list.height;
}

/** The place in the list, in pixels of the whole list, that a scroll bar at `scrollTop` stands for. */
export function placeOf(scrollTop: number, list: Measure): number {
  const room = list.height - list.view;
  if (room <= 0) return 0;
  const share = Math.min(Math.max(scrollTop / room, 0), 1);
  return isShortened(list) ? share * (list.full - list.view) : Math.min(Math.max(scrollTop, 0), room);
}

/** Where the scroll bar stands for a place in the list: the other way round. */
export function scrollTopOf(place: number, list: Measure): number {
  const room = list.full - list.view;
  if (room <= 0) return 0;
  const inside = keepInside(place, list);
  return isShortened(list) ? (inside / room) * (list.height - list.view) : inside;
}

export function keepInside(place: number, list: Measure): number {
  return Math.min(Math.max(place, 0), Math.max(list.full - list.view, 0));
}

/** The rows that are seen at `place`, with `spare` more on either side. */
export function rowsAt(place: number, list: Measure, spare = 0): Span {
  const first = Math.floor(place / ROW) - spare;
  const end = Math.ceil((place + list.view) / ROW) + spare;
  return { first: clamp(first, list.rows), end: clamp(end, list.rows) };
}

/**
 * What to ask for when the screen stands at `place` of a list of `rows` rows (as far as is known): a stretch
 * around it that stays the same while one scrolls within a block, so that scrolling asks seldom and jumping once.
 */
export function blockAt(place: number, rows = Infinity): { from: number; count: number } {
  const first = Math.min(place / ROW, Math.max(rows - 1, 0));
  const block = Math.floor((first - BLOCK / 2) / BLOCK);
  return { from: Math.max(block, 0) * BLOCK, count: 2.5 * BLOCK };
}

/** The nearest place at which the row is wholly on the screen. */
export function revealing(index: number, place: number, list: Measure): number {
  const top = index * ROW;
  if (top < place) return keepInside(top, list);
  if (top + ROW > place + list.view) return keepInside(top + ROW - list.view, list);
  return place;
}

/** The row a key leads to from the row `from` (-1: none yet), or null when the key means nothing to a list. */
export function rowAfterKey(key: string, from: number, list: Measure): number | null {
  if (list.rows === 0) return null;
  const page = Math.max(Math.floor(list.view / ROW) - 1, 1);
  const steps: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: Math.max(from, 0) + page,
    PageUp: from - page,
    Home: 0,
    End: list.rows - 1,
  };
  const to = steps[key];
  return to === undefined ? null : clamp(to, list.rows - 1);
}

function clamp(value: number, top: number): number {
  return Math.min(Math.max(value, 0), Math.max(top, 0));
}
