import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry, FieldChange, HistoryQuestion } from "../bindings";
import { byDay } from "./by_day";
import { changeForm } from "./change_form";
import { answer, asked, changed, failure, forget, settled } from "./fake_host";
import History from "./History.svelte";

vi.mock("./host", () => import("./fake_host"));

const change = (more: Partial<FieldChange> = {}): FieldChange => ({ field: "stage", label: "Status", old: "Contacted", new: "Assessment done", sentence: "Status changed from Contacted to Assessment done", ...more });
const entry = (operation: number, more: Partial<Entry> = {}): Entry => ({ operation, at: "2026-11-20T09:12:00.000Z", who: "Dana Whitfield", action: "lead.edit", sentence: `Ruth Abel changed, ${operation}`, lead: 12, changes: [change()], more_changes: 0, undo: "can", why_not: null, ...more });

/** The log of one lead, newest first, as the core pages it. */
let log: Entry[];
const questions = (): unknown[] => asked.filter(({ name }) => name === "lead_history").map(({ input }) => input);
const shown = (): string[] => screen.queryAllByTestId("timeline-entry").map((item) => item.dataset.operation ?? "");
const many = (count: number): Entry[] => Array.from({ length: count }, (_, index) => entry(count - index));

async function act(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await settled();
    await tick();
  }
}
async function show() {
  const page = render(History, { lead: 12 });
  await act();
  return page;
}

beforeEach(() => {
  forget();
  log = [entry(7)];
  answer("lead_history", ({ before = Infinity, count = Infinity }: HistoryQuestion) => log.filter((each) => each.operation < before).slice(0, count));
});
afterEach(cleanup);

describe("days", () => {
  it("head what happened on them once, newest first", () => {
    const now = new Date(2026, 10, 21, 12);
    const at = (dayOfMonth: number, hour: number): { at: string } => ({ at: new Date(2026, 10, dayOfMonth, hour).toISOString() });
    const days = byDay([at(21, 9), at(21, 0), at(20, 23), at(13, 8)], now);
    expect(days.map(({ heading, of }) => [heading, of.length])).toEqual([["Today", 2], ["Yesterday", 1], ["Friday, November 13, 2026", 1]]);
    expect(byDay([], now)).toEqual([]);
  });
});

describe("a change of a field", () => {
  it("stands as two values, as its sentence, or folded", () => {
    expect(changeForm(change())).toBe("pair");
    expect(changeForm(change({ old: null, sentence: "Status set to Assessment done" }))).toBe("sentence");
    expect(changeForm(change({ new: null, sentence: "Status cleared" }))).toBe("sentence");
    expect(changeForm(change({ new: null, sentence: "" }))).toBe("values");
    expect(changeForm(change({ old: "x".repeat(100) }))).toBe("sentence");
    expect(changeForm(change({ new: "x".repeat(300) }))).toBe("long");
    expect(changeForm(change({ old: "two\nlines" }))).toBe("long");
  });
});

describe("the history of a lead", () => {
  it("tells each change: values side by side, else the sentence; what was entered is folded", async () => {
    log = [
      entry(9, { changes: [change(), change({ field: "city", label: "City", old: null, new: "Ambler", sentence: "City set to Ambler" })] }),
      entry(8, { action: "lead.add", sentence: "Ruth Abel added", changes: [change({ old: null, new: "Contacted" })] }),
    ];
    await show();
    const [edit, added] = screen.getAllByTestId("timeline-entry");
    expect([edit?.querySelector("del")?.textContent, edit?.querySelector("ins")?.textContent]).toEqual(["Contacted", "Assessment done"]);
    expect(edit?.textContent).toContain("City set to Ambler");
    expect(added?.querySelector("details")?.open).toBe(false);
    expect(added?.textContent).toContain("What was entered");
  });

  it("has Undo where it can be, a mark where it was, and the reason where it cannot", async () => {
    log = [entry(9), entry(8, { undo: "undone", why_not: "It is undone already." }), entry(7, { undo: "cannot", why_not: "Only who did it, or an administrator, can undo it." }), entry(6, { undo: "cannot", changes: [] })];
    answer("undo", () => ({ operation: 20, sentence: "Undone: Ruth Abel changed" }));
    await show();
    await fireEvent.click(screen.getByTestId("timeline-undo"));
    await act();
    expect(asked.find(({ name }) => name === "undo")?.input).toEqual({ operation: 9 });
    expect(screen.getByTestId("timeline-undo-done").textContent).toBe("taken back");
    expect(screen.getAllByTestId("timeline-undo-fixed").map((button) => [button.title, button.getAttribute("aria-disabled")])).toEqual([["Only who did it, or an administrator, can undo it.", "true"]]);
  });

  it("says that taking an import back takes back all of it", async () => {
    log = [entry(9, { action: "leads.import", sentence: "120 leads imported", changes: [change({ old: null })] })];
    await show();
    expect(screen.getByTestId("timeline-undo").textContent).toBe("Undo all of it");
  });

  it("shows fifty and goes on where the last one stands", async () => {
    log = many(120);
    await show();
    expect([shown().length, shown()[0], shown()[49]]).toEqual([50, "120", "71"]);
    await fireEvent.click(screen.getByTestId("timeline-older"));
    await act();
    expect(shown()).toHaveLength(100);
    await fireEvent.click(screen.getByTestId("timeline-older"));
    await act();
    expect([shown().length, new Set(shown()).size, screen.queryByTestId("timeline-older")]).toEqual([120, 120, null]);
    expect(questions()).toEqual([{ id: 12, count: 51 }, { id: 12, count: 51, before: 71 }, { id: 12, count: 51, before: 21 }]);
  });

  it("follows the office, and keeps what was unfolded", async () => {
    log = many(120);
    await show();
    await fireEvent.click(screen.getByTestId("timeline-older"));
    await act();
    log = [entry(121, { changes: [], sentence: "Called, no answer" }), ...log.map((each) => (each.operation === 30 ? { ...each, undo: "undone" as const } : each))];
    changed("operations");
    await act();
    expect([shown().length, shown()[0], shown().at(-1)]).toEqual([101, "121", "21"]);
    expect(screen.getAllByTestId("timeline-undo-done")).toHaveLength(1);
    expect(screen.getByTestId("timeline-older")).toBeTruthy();
  });

  it("reads only the newest part again when nothing happened to this lead", async () => {
    log = many(120);
    await show();
    await fireEvent.click(screen.getByTestId("timeline-older"));
    await act();
    const before = questions().length;
    changed("operations");
    await act();
    expect(questions().slice(before)).toEqual([{ id: 12, count: 51 }]);
    expect(shown()).toHaveLength(100);
  });

  it("is never that of the lead before", async () => {
    const page = await show();
    log = [entry(40, { sentence: "Ines Marlow added", changes: [] })];
    await page.rerender({ lead: 13 });
    await act();
    expect(shown()).toEqual(["40"]);
  });

  it("says when there is none, and why it cannot be shown", async () => {
    log = [];
    await show();
    expect(screen.getByTestId("timeline-empty")).toBeTruthy();
    cleanup();
    answer("lead_history", () => {
      throw failure("missing", "This lead is not here. Look for it in the list.");
    });
    await show();
    expect(screen.getByTestId("timeline-error").textContent).toContain("not here");
  });
});
