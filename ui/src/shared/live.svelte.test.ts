import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActivityPage, ActivityQuestion, Entry } from "../bindings";
import { answer, asked, changed, failure, forget, later, settled } from "./fake_host";
import { Live, refreshAll } from "./live.svelte";

vi.mock("./host", () => import("./fake_host"));

let stop = (): void => undefined;
beforeEach(forget);
afterEach(() => {
  stop();
  stop = () => undefined;
});

const page = (total: number): ActivityPage => ({ total, more: false, entries: [] as Entry[] }) as ActivityPage;

function live(input: () => ActivityQuestion | null): Live<"activity_page"> {
  let made: Live<"activity_page"> | undefined;
  stop = $effect.root(() => {
    made = new Live("activity_page", input);
  });
  flushSync();
  if (!made) throw new Error("nothing was made");
  return made;
}

describe("Live", () => {
  it("asks once at the start, and again when its input changes", async () => {
    answer("activity_page", (input: ActivityQuestion) => page(input.before ?? 0));
    let before = $state(1);
    const log = live(() => ({ before, count: 10 }));
    expect(log.loading).toBe(true);
    await settled();
    expect(log.value?.total).toBe(1);
    expect(log.loading).toBe(false);
    before = 2;
    flushSync();
    await settled();
    expect(log.value?.total).toBe(2);
    expect(asked).toHaveLength(2);
  });

  it("does not ask again when the input is the same in other words", async () => {
    answer("activity_page", () => page(1));
    let text = $state("Ann ");
    live(() => ({ filter: { text: text.trim() }, count: 1 }));
    await settled();
    text = "Ann";
    flushSync();
    await settled();
    expect(asked).toHaveLength(1);
  });

  it("asks nothing while the input is null", async () => {
    const log = live(() => null);
    await settled();
    expect(asked).toHaveLength(0);
    expect(log.loading).toBe(false);
  });

  it("follows a change of a table it reads, and no other", async () => {
    let total = 1;
    answer("activity_page", () => page(total));
    const log = live(() => ({ count: 1 }));
    await settled();
    total = 2;
    changed("leads");
    await settled();
    expect(asked).toHaveLength(1);
    changed("leads", "operations");
    await settled();
    expect(log.value?.total).toBe(2);
  });

  it("turns a burst of notices into one call under way and one after it", async () => {
    const first = later<ActivityPage>();
    const replies = [first.promise, Promise.resolve(page(2))];
    answer("activity_page", () => replies.shift() ?? page(99));
    const log = live(() => ({ count: 1 }));
    for (let notice = 0; notice < 50; notice += 1) changed("operations");
    expect(asked).toHaveLength(1);
    first.resolve(page(1));
    await settled();
    expect(asked).toHaveLength(2);
    expect(log.value?.total).toBe(2);
  });

  it("drops an answer to a question that is no longer asked", async () => {
    const slow = later<ActivityPage>();
    let before = $state(1);
    answer("activity_page", (input: ActivityQuestion) => (input.before === 1 ? slow.promise : page(20)));
    const log = live(() => ({ before, count: 1 }));
    const seen: Array<number | undefined> = [];
    before = 2;
    flushSync();
    slow.resolve(page(10));
    await settled();
    seen.push(log.value?.total);
    expect(seen).toEqual([20]);
    expect(asked.map((each) => (each.input as ActivityQuestion).before)).toEqual([1, 2]);
  });

  it("keeps the old value while it asks again and when that fails", async () => {
    answer("activity_page", () => page(1));
    const log = live(() => ({ count: 1 }));
    await settled();
    const next = later<ActivityPage>();
    answer("activity_page", () => next.promise);
    changed("operations");
    expect(log.loading).toBe(true);
    expect(log.value?.total).toBe(1);
    next.reject(failure("disk", "The disk did not answer. Try again."));
    await settled();
    expect(log.value?.total).toBe(1);
    expect(log.failure?.sentence).toBe("The disk did not answer. Try again.");
    answer("activity_page", () => page(3));
    log.refresh();
    await settled();
    expect(log.failure).toBeNull();
    expect(log.value?.total).toBe(3);
  });

  it("asks everything anew on request, and asks nothing more when it is gone", async () => {
    answer("activity_page", () => page(1));
    live(() => ({ count: 1 }));
    await settled();
    refreshAll();
    await settled();
    expect(asked).toHaveLength(2);
    stop();
    refreshAll();
    changed("operations");
    await settled();
    expect(asked).toHaveLength(2);
  });
});
