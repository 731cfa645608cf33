import { describe, expect, it } from "vitest";
import { blockAt, isShortened, measure, placeOf, revealing, ROW, rowAfterKey, rowsAt, scrollTopOf, TALLEST } from "./windowing";

const VIEW = 600;

describe("a list of a hundred thousand rows", () => {
  const list = measure(100_000, VIEW);

  it("is laid out at its real height, so a scrolled pixel is a pixel", () => {
    expect(list.height).toBe(4_000_000);
    expect(isShortened(list)).toBe(false);
    expect(placeOf(1234, list)).toBe(1234);
    expect(scrollTopOf(1234, list)).toBe(1234);
  });

  it("shows the rows that stand in the window, and no others", () => {
    expect(rowsAt(0, list)).toEqual({ first: 0, end: 15 });
    expect(rowsAt(20, list)).toEqual({ first: 0, end: 16 });
    expect(rowsAt(4_000_000 - VIEW, list)).toEqual({ first: 99_985, end: 100_000 });
  });

  it("keeps spare rows inside the list", () => {
    expect(rowsAt(0, list, 8)).toEqual({ first: 0, end: 23 });
    expect(rowsAt(4_000_000 - VIEW, list, 8)).toEqual({ first: 99_977, end: 100_000 });
  });
});

describe("a list of a million rows", () => {
  const list = measure(1_000_000, VIEW);

  it("is laid out no taller than a browser can bear", () => {
    expect(list.height).toBe(TALLEST);
    expect(isShortened(list)).toBe(true);
  });

  it("reaches its first and its last row with the scroll bar", () => {
    expect(rowsAt(placeOf(0, list), list).first).toBe(0);
    expect(rowsAt(placeOf(TALLEST - VIEW, list), list).end).toBe(1_000_000);
  });

  it("finds its way back from every place to the scroll bar and again", () => {
    for (const place of [0, 40, 999_960, 20_000_000, 39_999_400]) {
      expect(placeOf(scrollTopOf(place, list), list)).toBeCloseTo(place, 3);
    }
  });

  it("never asks for a row that does not exist, wherever the scroll bar is pulled", () => {
    for (let top = -500; top < TALLEST + 500; top += 9_973) {
      const { first, end } = rowsAt(placeOf(top, list), list, 8);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(1_000_000);
      expect(end - first).toBeLessThanOrEqual(32);
    }
  });
});

describe("short lists", () => {
  it("have no place to scroll to", () => {
    const list = measure(3, VIEW);
    expect(placeOf(50, list)).toBe(0);
    expect(scrollTopOf(50, list)).toBe(0);
    expect(rowsAt(0, list, 8)).toEqual({ first: 0, end: 3 });
  });

  it("may be empty", () => {
    const list = measure(0, VIEW);
    expect(rowsAt(0, list, 8)).toEqual({ first: 0, end: 0 });
    expect(rowAfterKey("ArrowDown", -1, list)).toBeNull();
  });
});

describe("what is asked for", () => {
  it("holds every row on the screen, and half a block before and behind", () => {
    for (let place = 0; place < 400_000; place += 37) {
      const { from, count } = blockAt(place);
      const { first, end } = rowsAt(place, measure(100_000, 1500), 8);
      expect(from).toBeLessThanOrEqual(first);
      expect(from + count).toBeGreaterThanOrEqual(end + 40);
    }
  });

  it("stays the same while one scrolls within a block", () => {
    expect(blockAt(0)).toEqual({ from: 0, count: 250 });
    expect(blockAt(149 * ROW)).toEqual({ from: 0, count: 250 });
    expect(blockAt(150 * ROW)).toEqual({ from: 100, count: 250 });
    expect(blockAt(99_990 * ROW).from).toBe(99_900);
  });

  it("is never past the end of a list that has become shorter", () => {
    expect(blockAt(99_990 * ROW, 30).from).toBe(0);
    expect(blockAt(99_990 * ROW, 0).from).toBe(0);
    expect(blockAt(99_990 * ROW, 1000).from).toBe(900);
  });
});

describe("the row cursor", () => {
  const list = measure(1000, VIEW);

  it("starts at the first row and stops at both ends", () => {
    expect(rowAfterKey("ArrowDown", -1, list)).toBe(0);
    expect(rowAfterKey("ArrowUp", 0, list)).toBe(0);
    expect(rowAfterKey("ArrowDown", 999, list)).toBe(999);
    expect(rowAfterKey("End", 5, list)).toBe(999);
    expect(rowAfterKey("Home", 5, list)).toBe(0);
  });

  it("turns a page less one row, so that the eye keeps its place", () => {
    expect(rowAfterKey("PageDown", 0, list)).toBe(14);
    expect(rowAfterKey("PageUp", 20, list)).toBe(6);
    expect(rowAfterKey("x", 5, list)).toBeNull();
  });

  it("scrolls no further than needed to be seen", () => {
    expect(revealing(3, 0, list)).toBe(0);
    expect(revealing(15, 0, list)).toBe(40);
    expect(revealing(1, 400, list)).toBe(40);
    expect(revealing(999, 0, list)).toBe(40_000 - VIEW);
  });
});
