import { describe, expect, it } from "vitest";
import { dayLines } from "./day_lines";

const now = new Date(2026, 10, 21, 12);
const at = (dayOfMonth: number, hour: number): string => new Date(2026, 10, dayOfMonth, hour).toISOString();
const read = (lines: ReturnType<typeof dayLines>): Array<string | number> => lines.map((line) => (line.kind === "day" ? line.heading : line.row.operation));

describe("lines of the log", () => {
  it("head each day once", () => {
    const found = dayLines([{ operation: 3, at: at(21, 9) }, { operation: 2, at: at(21, 8) }, { operation: 1, at: at(20, 8) }], now);
    expect(read(found)).toEqual(["Today", 3, 2, "Yesterday", 1]);
    expect(new Set(found.map((line) => line.key)).size).toBe(5);
  });

  it("have a key each where the clock was set back, and none where nothing happened", () => {
    const found = dayLines([{ operation: 3, at: at(21, 9) }, { operation: 2, at: at(20, 8) }, { operation: 1, at: at(21, 8) }], now);
    expect(read(found)).toEqual(["Today", 3, "Yesterday", 2, "Today", 1]);
    expect(new Set(found.map((line) => line.key)).size).toBe(6);
    expect(dayLines([], now)).toEqual([]);
  });
});
