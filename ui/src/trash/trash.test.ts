import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { TrashQuestion, TrashRow } from "../bindings";
import { answer, asked, changed, failure, forget, settled } from "../shared/fake_host";
import { giveSizes } from "../shared/fake_sizes";
import { go } from "../shared/route.svelte";
import { chosenOf, erasable, everything, keyOf, NOTHING, ranged, toggled, whyNotRestored } from "./selection";
import { tabsOf } from "./tabs";
import TrashPage from "./TrashPage.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const item = (row: number, more: Partial<TrashRow> = {}): TrashRow => ({ kind: "lead", row, name: `Lead ${row}`, detail: "(215) 555-0142, Contacted", deleted_at: "2026-11-20T09:12:00.000Z", by: "Dana Whitfield", operation: 100 + row, sentence: `Lead ${row} deleted`, can_restore: true, why_not: null, can_erase: false, ...more });
const rowsOf = (count: number, more: Partial<TrashRow> = {}): TrashRow[] => Array.from({ length: count }, (_, index) => item(index + 1, more));

let all: TrashRow[];
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const checks = (): HTMLInputElement[] => screen.getAllByTestId("trash-check") as HTMLInputElement[];
const chosen = (): number[] => checks().flatMap((box, index) => (box.checked ? [index + 1] : []));

async function act(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await settled();
    await tick();
  }
}
async function show(path = "/trash"): Promise<void> {
  go(path);
  render(TrashPage);
  await act();
}
async function press(element: Element | undefined, more: MouseEventInit = {}): Promise<void> {
  await fireEvent.click(element as Element, more);
  await act();
}

beforeEach(() => {
  giveSizes();
  forget();
  all = rowsOf(5);
  answer("trash_page", ({ kind, text = "", from, count }: TrashQuestion) => {
    const found = all.filter((row) => (!kind || row.kind === kind) && row.name.includes(text));
    const kinds = [["lead", "Leads"], ["partner", "Partners"]].map(([name = "", label = ""]) => ({ kind: name, label, one: name, count: all.filter((row) => row.kind === name).length }));
    return { total: found.length, kinds, rows: found.slice(from, from + count) };
  });
  answer("trash_restore", () => ({ operation: 40, sentence: "Restored." }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("what is chosen", () => {
  it("grows one by one, and from one to another", () => {
    const one = toggled(NOTHING, item(2), true);
    const three = ranged(one, all, item(4), true);
    expect(chosenOf(three, all).map((row) => row.row)).toEqual([2, 3, 4]);
    expect(chosenOf(ranged(three, all, item(1), true), all).map((row) => row.row)).toEqual([1, 2, 3, 4]);
    expect(chosenOf(ranged(three, all, item(3), false), all).map((row) => row.row)).toEqual([4]);
    expect(chosenOf(ranged(NOTHING, all, item(3), true), all).map((row) => row.row)).toEqual([3]);
  });

  it("tells things of two kinds with one number apart, and forgets what is gone", () => {
    const both = [item(1), item(1, { kind: "partner" })];
    expect(new Set(both.map(keyOf)).size).toBe(2);
    expect(chosenOf(toggled(NOTHING, item(1), true), both)).toHaveLength(1);
    expect(chosenOf(everything(all), all.slice(0, 2))).toHaveLength(2);
  });

  it("says why it cannot be restored together, and whether it can be erased", () => {
    const fixed = item(2, { can_restore: false, why_not: "Another partner has this name." });
    expect(whyNotRestored([item(1)])).toBeNull();
    expect(whyNotRestored([item(1), fixed])).toBe("Lead 2: Another partner has this name.");
    expect(whyNotRestored([fixed, { ...fixed, row: 3 }])).toContain("2 of these cannot be restored.");
    expect(erasable(rowsOf(2, { can_erase: true }))).toEqual([1, 2]);
    expect([erasable([]), erasable(rowsOf(2)), erasable([item(1, { can_erase: true }), item(2, { kind: "partner", can_erase: true })])]).toEqual([null, null, null]);
  });
});

describe("the tabs", () => {
  it("count everything, and keep the kind that is looked at", () => {
    const kinds = [{ kind: "lead", label: "Leads", one: "lead", count: 3 }, { kind: "team", label: "Teams", one: "team", count: 1 }];
    expect(tabsOf(kinds, "lead").map(({ label, count }) => [label, count])).toEqual([["All", 4], ["Leads", 3], ["Teams", 1]]);
    expect(tabsOf(kinds, "partner").at(-1)).toEqual({ value: "partner", label: "Partner", count: 0 });
  });
});

describe("the trash", () => {
  it("tells who put what there and how, by kind and with counts", async () => {
    all = [...all, item(9, { kind: "partner", name: "Senior Center", detail: "", sentence: "Undone: Senior Center added", by: "Luis Ortega" })];
    await show();
    expect(["all", "lead", "partner"].map((kind) => screen.getByTestId(`trash-tab-${kind}`).textContent?.trim())).toEqual(["All6", "Leads5", "Partners1"]);
    const line = screen.getAllByTestId("trash-row")[5];
    for (const words of ["Senior Center", "Partner", "Undone: Senior Center added", "Luis Ortega"]) expect(line?.textContent).toContain(words);
    expect(screen.getAllByTestId("trash-name")[0]?.getAttribute("href")).toBe("#/leads/1/history");
    expect(screen.getAllByTestId("trash-name")[5]?.getAttribute("href")).toBeNull();
    await press(screen.getByTestId("trash-tab-partner"));
    expect([location.hash, inputs("trash_page").at(-1)]).toEqual(["#/trash/partner", { kind: "partner", from: 0, count: 100 }]);
    expect(screen.getAllByTestId("trash-row")).toHaveLength(1);
  });

  it("searches, and says when nothing is found", async () => {
    await show();
    await fireEvent.input(screen.getByTestId("trash-search"), { target: { value: " Lead 3 " } });
    await act();
    expect(inputs("trash_page").at(-1)).toEqual({ text: "Lead 3", from: 0, count: 100 });
    expect(screen.getAllByTestId("trash-row")).toHaveLength(1);
    await fireEvent.input(screen.getByTestId("trash-search"), { target: { value: "nobody" } });
    await act();
    expect(screen.getByTestId("trash-empty").textContent).toContain("is called that");
    await press(screen.getByTestId("trash-show-all"));
    expect(screen.getAllByTestId("trash-row")).toHaveLength(5);
  });

  it("restores one, or says why not", async () => {
    all = [item(1), item(2, { can_restore: false, why_not: "Another partner has this name." })];
    await show();
    const [first, second] = screen.getAllByTestId("trash-restore");
    expect([second?.getAttribute("aria-disabled"), second?.title]).toEqual(["true", "Another partner has this name."]);
    await press(second);
    expect(inputs("trash_restore")).toEqual([]);
    await press(first);
    expect(inputs("trash_restore")).toEqual([{ items: [{ kind: "lead", row: 1 }] }]);
  });

  it("restores what is chosen in one step, by click, Shift and Ctrl+A", async () => {
    await show();
    await press(checks()[1]);
    await press(checks()[3], { shiftKey: true });
    expect([chosen(), screen.getByTestId("trash-chosen").textContent]).toEqual([[2, 3, 4], "3 chosen"]);
    await press(screen.getByTestId("trash-restore-chosen"));
    expect(inputs("trash_restore")).toEqual([{ items: [2, 3, 4].map((row) => ({ kind: "lead", row })) }]);
    expect(chosen()).toEqual([]);
    await fireEvent.keyDown(document.body, { key: "a", ctrlKey: true });
    await act();
    expect(chosen()).toEqual([1, 2, 3, 4, 5]);
    await fireEvent.keyDown(document.body, { key: "Escape" });
    await act();
    expect(chosen()).toEqual([]);
    await fireEvent.keyDown(screen.getByTestId("trash-search"), { key: "a", ctrlKey: true });
    await act();
    expect(chosen()).toEqual([]);
    await press(screen.getByTestId("trash-check-all"));
    expect(chosen()).toEqual([1, 2, 3, 4, 5]);
  });

  it("is walked along by the arrow keys, and with Shift chosen", async () => {
    await show();
    checks()[0]?.focus();
    await fireEvent.keyDown(checks()[0] as Element, { key: "ArrowDown" });
    await act();
    expect(document.activeElement).toBe(checks()[1]);
    await fireEvent.keyDown(checks()[1] as Element, { key: "ArrowDown", shiftKey: true });
    await act();
    expect([document.activeElement === checks()[2], chosen()]).toEqual([true, [2, 3]]);
  });

  it("does not restore a part of what is chosen", async () => {
    all = [item(1), item(2, { can_restore: false, why_not: "Its team is gone." })];
    await show();
    await press(screen.getByTestId("trash-check-all"));
    expect((screen.getByTestId("trash-restore-chosen") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByTestId("trash-why-not").textContent).toBe("Lead 2: Its team is gone.");
  });

  it("follows the office, and lets go of what left it", async () => {
    await show();
    await press(screen.getByTestId("trash-check-all"));
    all = all.slice(2);
    changed("operations");
    await act();
    expect([screen.getAllByTestId("trash-row").length, screen.getByTestId("trash-chosen").textContent]).toEqual([3, "3 chosen"]);
    all = [];
    changed("operations");
    await act();
    expect(screen.getByTestId("trash-empty").textContent).toContain("The trash is empty");
  });

  it("says why it cannot be shown", async () => {
    answer("trash_page", () => {
      throw failure("refused", "Your role does not include the trash.");
    });
    await show();
    expect(screen.getByTestId("trash-error").textContent).toContain("does not include");
  });
});

describe("erasing for good", () => {
  it("is offered to nobody but who may", async () => {
    await show();
    expect(screen.queryByTestId("trash-erase")).toBeNull();
    await press(screen.getByTestId("trash-check-all"));
    expect(screen.queryByTestId("trash-erase-chosen")).toBeNull();
  });

  it("asks for a reason and for the understanding, then erases the chosen leads at once", async () => {
    all = rowsOf(3, { can_erase: true });
    answer("lead_erase", () => ({ operation: 60, sentence: "2 leads erased for good." }));
    await show();
    await press(checks()[0]);
    await press(checks()[1]);
    await press(screen.getByTestId("trash-erase-chosen"));
    expect(screen.getByRole("heading", { name: "Erase 2 leads for good?" })).toBeTruthy();
    expect(screen.getByTestId("erase-stays").textContent).toBe("The log keeps that a lead was erased, when and by whom, not who it was. Backups made before still hold it.");
    const confirm = screen.getByTestId("erase-confirm") as HTMLButtonElement;
    expect(confirm.disabled).toBe(true);
    await press(screen.getByTestId("erase-understood"));
    expect(confirm.disabled).toBe(true);
    await fireEvent.input(screen.getByTestId("erase-reason"), { target: { value: "  Asked for by letter " } });
    await act();
    expect(confirm.disabled).toBe(false);
    await fireEvent.submit(document.getElementById("erase-form") as HTMLElement);
    await act();
    expect(inputs("lead_erase")).toEqual([{ leads: [1, 2], reason: "Asked for by letter" }]);
    expect([screen.queryByTestId("erase-dialog"), chosen()]).toEqual([null, []]);
  });

  it("stays open with the core's sentence when it fails, and nothing is erased by closing it", async () => {
    all = rowsOf(1, { can_erase: true, name: "Ruth Abel" });
    answer("lead_erase", () => {
      throw failure("invalid", "Say why in at most 300 characters.", "reason");
    });
    await show();
    await press(screen.getByTestId("trash-erase"));
    expect(screen.getByRole("heading", { name: "Erase Ruth Abel for good?" })).toBeTruthy();
    await fireEvent.submit(document.getElementById("erase-form") as HTMLElement);
    await act();
    expect([screen.getByTestId("erase-reason-error").textContent, inputs("lead_erase")]).toEqual(["Type why, for the log.", []]);
    await press(screen.getByTestId("erase-understood"));
    await fireEvent.input(screen.getByTestId("erase-reason"), { target: { value: "By letter" } });
    await act();
    await fireEvent.submit(document.getElementById("erase-form") as HTMLElement);
    await act();
    expect(screen.getByTestId("erase-reason-error").textContent).toBe("Say why in at most 300 characters.");
    await press(screen.getByTestId("erase-cancel"));
    expect(screen.queryByTestId("erase-dialog")).toBeNull();
  });
});
