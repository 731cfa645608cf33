import { describe, expect, it } from "vitest";
import { ago, atMoment, birthDate, bytes, counted, day, dayHeading, exact, initials, logged, number, time } from "./format";

const now = new Date(2026, 10, 21, 12, 0, 0);
const before = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

describe("format", () => {
  it("writes a covered birth date in the order of a day, and a bare one in words", () => {
    expect(birthDate("1951-••-••")).toBe("••/••/1951");
    expect(birthDate("1951-02-14")).toBe("Feb 14, 1951");
    expect(birthDate("")).toBe("");
    expect(logged("1951-••-••")).toBe("••/••/1951");
  });

  it("writes numbers and counts", () => {
    expect(number(1248)).toBe("1,248");
    expect(counted(1, "lead")).toBe("1 lead");
    expect(counted(0, "lead")).toBe("0 leads");
    expect(counted(1200, "try", "tries")).toBe("1,200 tries");
  });

  it("writes a moment within a sentence", () => {
    expect(atMoment(before(90), now)).toBe("today at 10:30 AM");
    expect(atMoment(before(24 * 60), now)).toBe("yesterday at 12:00 PM");
    expect(atMoment(before(10 * 24 * 60), now)).toBe("on Nov 11 at 12:00 PM");
    expect(atMoment(before(400 * 24 * 60), now)).toBe("on Oct 17, 2025 at 12:00 PM");
    expect(atMoment("soon", now)).toBe("soon");
  });

  it("writes a day without shifting it, and leaves other text alone", () => {
    expect(day("1948-02-14")).toBe("Feb 14, 1948");
    expect(day("")).toBe("");
    expect(day("spring 1948")).toBe("spring 1948");
  });

  it.each([
    [0, "now"],
    [5, "5 min ago"],
    [120, "2 h ago"],
    [60 * 30, "1 d ago"],
    [60 * 24 * 13, "13 d ago"],
    [60 * 24 * 40, "Oct 12"],
    [60 * 24 * 500, "Jul 9, 2025"],
  ])("says how long %i minutes ago is", (minutes, words) => {
    expect(ago(before(minutes), now)).toBe(words);
  });

  it("says the day of a moment to come", () => {
    expect(ago(before(-60 * 24 * 3), now)).toBe("Nov 24");
  });

  it("heads days", () => {
    expect(dayHeading(before(30), now)).toBe("Today");
    expect(dayHeading(before(60 * 24), now)).toBe("Yesterday");
    expect(dayHeading(before(60 * 24 * 2), now)).toBe("Thursday, November 19, 2026");
  });

  it("leaves what is no moment as it is", () => {
    for (const write of [time, exact, (text: string) => ago(text, now), (text: string) => dayHeading(text, now)]) expect(write("soon")).toBe("soon");
  });

  it.each([
    [1, "1 byte"],
    [812, "812 bytes"],
    [3400, "3.4 kB"],
    [999_999, "1 MB"],
    [1_250_000_000, "1.3 GB"],
  ])("writes %i bytes", (size, words) => {
    expect(bytes(size)).toBe(words);
  });

  it.each([
    ["Dana Whitfield", "DW"],
    ["  Mei-Ling   Zhao ", "MZ"],
    ["Ruth", "R"],
    ["Ana (Annie) de la Cruz", "AC"],
    ["élodie œuvre", "ÉŒ"],
    ["", "?"],
  ])("takes the initials of %s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it("reads the moments and days of the activity log as people do, and leaves the rest", () => {
    expect(logged("2026-11-20T14:12:05.120Z")).toBe(exact("2026-11-20T14:12:05.120Z"));
    expect(logged("1948-02-14")).toBe("Feb 14, 1948");
    expect(logged("Calls back on 2026-11-20")).toBe("Calls back on 2026-11-20");
  });
});
