import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Endless } from "./endless.svelte";
import { changed, failure, forget, later, settled } from "./fake_host";

vi.mock("./host", () => import("./fake_host"));

let stop = (): void => undefined;
beforeEach(forget);
afterEach(() => stop());

function endless(ask: (from: number, count: number) => Promise<{ total: number; rows: number[] }>, about = (): string => ""): Endless<number> {
  let made: Endless<number> | undefined;
  stop = $effect.root(() => {
    made = new Endless(ask, about, ["operations"]);
  });
  flushSync();
  if (!made) throw new Error("nothing was made");
  return made;
}

/** A log of so many entries, newest first. */
function logOf(size: () => number): (from: number, count: number) => Promise<{ total: number; rows: number[] }> {
  return async (from, count) => {
    const total = size();
    return { total, rows: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, index) => total - from - index) };
  };
}

describe("Endless", () => {
  it("reads a page at a time until the end", async () => {
    const ask = vi.fn(logOf(() => 230));
    const log = endless(ask);
    await settled();
    expect([log.rows.length, log.total, log.begun]).toEqual([100, 230, true]);
    log.more();
    await settled();
    log.more();
    await settled();
    expect(log.rows.length).toBe(230);
    log.more();
    await settled();
    expect(ask).toHaveBeenCalledTimes(3);
    expect(new Set(log.rows).size).toBe(230);
  });

  it("shows new entries in front and keeps exactly what was loaded behind them", async () => {
    let size = 350;
    const log = endless(logOf(() => size));
    await settled();
    expect([log.rows[0], log.rows.at(-1), log.inFront]).toEqual([350, 251, false]);
    size = 353;
    changed("operations");
    await settled();
    expect([log.rows[0], log.rows.at(-1), log.rows.length, log.inFront]).toEqual([353, 251, 103, true]);
    log.more();
    await settled();
    expect([log.rows.at(-1), log.rows.length, log.inFront]).toEqual([151, 203, false]);
    expect(new Set(log.rows).size).toBe(203);
  });

  it("follows a list that became empty or shorter", async () => {
    let size = 40;
    const log = endless(logOf(() => size));
    await settled();
    size = 0;
    changed("operations");
    await settled();
    expect([log.rows.length, log.total]).toEqual([0, 0]);
    size = 2;
    changed("operations");
    await settled();
    expect(log.rows).toEqual([2, 1]);
  });

  it("begins anew for another question", async () => {
    let text = $state("a");
    const log = endless(async (from, count) => (text === "a" ? logOf(() => 120)(from, count) : { total: 1, rows: [7] }), () => text);
    await settled();
    text = "b";
    flushSync();
    await settled();
    expect(log.rows).toEqual([7]);
  });

  it("keeps its rows when a later read fails", async () => {
    let fails = false;
    const log = endless(async (from, count) => {
      if (fails) throw failure("disk", "The disk did not answer. Try again.");
      return logOf(() => 40)(from, count);
    });
    await settled();
    fails = true;
    changed("operations");
    await settled();
    expect(log.rows.length).toBe(40);
    expect(log.failure?.code).toBe("disk");
  });
});

/** Rows by their numbers, newest first, asked for behind the last one. */
function byRow(rows: () => number[], total = (): number => rows().length): (from: number, count: number, last: number | undefined) => Promise<{ total: number; more: boolean; rows: number[] }> {
  return async (_from, count, last) => ({ total: total(), more: total() === 50, rows: rows().filter((row) => last === undefined || row < last).slice(0, count) });
}

function keyset(ask: (from: number, count: number, last: number | undefined) => Promise<{ total: number; rows: number[] }>, about = (): string => ""): Endless<number> {
  let made: Endless<number> | undefined;
  stop = $effect.root(() => {
    made = new Endless(ask, about, ["operations"], (row) => row);
  });
  flushSync();
  if (!made) throw new Error("nothing was made");
  return made;
}
const down = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from - index);

describe("Endless by its last row", () => {
  it("reads on behind the last row, to the end, whatever the count says", async () => {
    const ask = vi.fn(byRow(() => down(230, 230), () => 50));
    const log = keyset(ask);
    await settled();
    expect([log.rows.length, log.total, log.counting]).toEqual([100, 50, true]);
    for (let page = 0; page < 4; page += 1) {
      log.more();
      await settled();
    }
    expect(log.rows).toEqual(down(230, 230));
    expect(ask.mock.calls.map(([, , last]) => last)).toEqual([undefined, 131, 31]);
  });

  it("takes in what came in front, however many, and keeps the last row where it was", async () => {
    let newest = 400;
    const ask = vi.fn(byRow(() => down(newest, newest), () => 50));
    const log = keyset(ask);
    await settled();
    log.more();
    await settled();
    expect([log.rows.at(-1), log.rows.length]).toEqual([201, 200]);
    newest = 557;
    changed("operations");
    await settled();
    expect(log.rows).toEqual(down(557, 357));
    expect(log.inFront).toBe(true);
    log.more();
    await settled();
    expect([log.rows.length, log.rows.at(-1), log.inFront]).toEqual([457, 101, false]);
  });

  it("misses nothing and repeats nothing when something comes in front between two pages", async () => {
    let newest = 300;
    const log = keyset(byRow(() => down(newest, newest)));
    await settled();
    newest = 305;
    log.more();
    await settled();
    expect(log.rows).toEqual(down(300, 200));
    changed("operations");
    await settled();
    expect(log.rows).toEqual(down(305, 205));
  });

  it("keeps a page at least where most of it is gone, and reads on from there", async () => {
    let rows = down(300, 300);
    const log = keyset(byRow(() => rows));
    await settled();
    rows = rows.filter((row) => row > 297 || row < 150);
    changed("operations");
    await settled();
    expect(log.rows).toEqual(rows.slice(0, 100));
    log.more();
    await settled();
    expect(log.rows).toEqual(rows);
  });

  it("shows what turns up behind the end, a page of it at a time", async () => {
    let rows = [900, 899];
    const log = keyset(byRow(() => rows));
    await settled();
    rows = [900, 899, ...down(500, 250)];
    changed("operations");
    await settled();
    expect(log.rows).toEqual(rows.slice(0, 100));
    log.more();
    await settled();
    expect(log.rows.length).toBe(200);
  });

  it("begins empty, and ends empty", async () => {
    let rows: number[] = [];
    const log = keyset(byRow(() => rows));
    await settled();
    expect([log.begun, log.rows.length]).toEqual([true, 0]);
    rows = [1];
    changed("operations");
    await settled();
    expect(log.rows).toEqual([1]);
    rows = [];
    changed("operations");
    await settled();
    expect([log.rows.length, log.total]).toEqual([0, 0]);
  });

  it("drops the answer and the failure of a question that is no longer asked", async () => {
    const { promise, reject } = later<{ total: number; rows: number[] }>();
    let text = $state("slow");
    const log = keyset(async (from, count, last) => (text === "slow" ? promise : byRow(() => [7])(from, count, last)), () => text);
    text = "quick";
    flushSync();
    reject(failure("disk", "The disk did not answer. Try again."));
    await settled();
    expect([log.rows, log.failure]).toEqual([[7], null]);
  });

  it("shows nothing of the question before where the present one fails, and all of it where it is asked again", async () => {
    let text = $state("good");
    const log = keyset(async (from, count, last) => {
      if (text === "bad") throw failure("invalid", "This is not a date.", "from");
      return byRow(() => down(9, 9))(from, count, last);
    }, () => text);
    await settled();
    text = "bad";
    flushSync();
    await settled();
    expect([log.rows.length, log.begun, log.failure?.field]).toEqual([0, false, "from"]);
    text = "good";
    flushSync();
    await settled();
    expect([log.rows.length, log.begun, log.failure]).toEqual([9, true, null]);
  });

  it("keeps its rows where reading again or on fails, and can be asked once more", async () => {
    let fails = false;
    const log = keyset(async (from, count, last) => {
      if (fails) throw failure("disk", "The disk did not answer. Try again.");
      return byRow(() => down(300, 300))(from, count, last);
    });
    await settled();
    fails = true;
    log.more();
    await settled();
    expect([log.rows.length, log.failure?.code]).toEqual([100, "disk"]);
    changed("operations");
    await settled();
    expect(log.rows.length).toBe(100);
    fails = false;
    log.refresh();
    await settled();
    expect([log.rows.length, log.failure]).toEqual([100, null]);
  });
});
