import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answer, asked, failure, forget, later, settled } from "./fake_host";
import { KeptText, writeKeptTexts } from "./kept_text";

vi.mock("./host", () => import("./fake_host"));

const written = (): unknown[] => asked.filter(({ name }) => name === "draft_save").map(({ input }) => input);
const told = vi.hoisted(() => vi.fn());
vi.mock("./toast", () => ({ toastFailure: told }));

beforeEach(() => {
  forget();
  told.mockClear();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  answer("draft_save", () => null);
});
afterEach(() => vi.useRealTimers());

describe("a kept text", () => {
  it("is written once typing rests, with its last letters", async () => {
    const text = new KeptText("lead", 7);
    text.keep("R");
    vi.advanceTimersByTime(300);
    text.keep("Ru");
    vi.advanceTimersByTime(399);
    expect(written()).toEqual([]);
    vi.advanceTimersByTime(1);
    await settled();
    expect(written()).toEqual([{ form: "lead", of: 7, content: "Ru" }]);
  });

  it.each([
    ["a field is left", () => document.body.dispatchEvent(new Event("focusout", { bubbles: true }))],
    ["the window is left", () => dispatchEvent(new Event("blur"))],
    ["the page goes", () => dispatchEvent(new Event("pagehide"))],
    ["the window is hidden", () => document.dispatchEvent(new Event("visibilitychange"))],
  ])("is written at once when %s", async (_, leave) => {
    new KeptText("lead", null).keep("Ruth");
    leave();
    await settled();
    expect(written()).toEqual([{ form: "lead", of: null, content: "Ruth" }]);
  });

  it("is not written when nothing of it is new", async () => {
    answer("drafts", () => [{ form: "lead", of: 7, content: "Ruth", saved_at: "" }]);
    const text = new KeptText("lead", 7);
    expect(await text.read()).toBe("Ruth");
    text.keep("Ruth");
    await writeKeptTexts();
    expect(written()).toEqual([]);
  });

  it("is read only after what is under way was written", async () => {
    const slow = later<null>();
    let kept = "";
    answer("draft_save", ({ content }: { content: string }) => slow.promise.then(() => void (kept = content)));
    answer("drafts", () => [{ form: "lead", of: 7, content: kept, saved_at: "" }]);
    const text = new KeptText("lead", 7);
    text.keep("Ruth");
    void text.write();
    const read = new KeptText("lead", 7).read();
    slow.resolve(null);
    expect(await read).toBe("Ruth");
  });

  it("says once that it cannot be kept, and tries again with the next letter", async () => {
    answer("draft_save", () => Promise.reject(failure("disk", "The disk is full.")));
    const text = new KeptText("lead", 7);
    for (const typed of ["R", "Ru"]) {
      text.keep(typed);
      await text.write();
    }
    expect(told).toHaveBeenCalledOnce();
    answer("draft_save", () => null);
    text.keep("Ru");
    await text.write();
    expect(written()).toHaveLength(3);
  });
});
