import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Endless } from "./endless.svelte";
import { changed, failure, forget, settled } from "./fake_host";

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
