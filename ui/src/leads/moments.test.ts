import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry, FieldChange, HistoryQuestion, Lead, LeadThen, OfficeState, Session, ThenField, ThenQuestion } from "../bindings";
import { answer, asked, changed, failure, forget, settled } from "../shared/fake_host";
import { giveSizes } from "../shared/fake_sizes";
import { office } from "../shared/office.svelte";
import LeadHistoryPage from "./LeadHistoryPage.svelte";
import { before, fieldsShown, lines, momentAt, nameOf, placeAfterKey, placeOf, sliderOf } from "./moments";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const change = (more: Partial<FieldChange> = {}): FieldChange => ({ field: "city", label: "City", old: "Ambler", new: "Lansdale", sentence: "City changed from Ambler to Lansdale", ...more });
const entry = (operation: number, more: Partial<Entry> = {}): Entry => ({ operation, at: new Date(2026, 10, 1, 9, operation % 60).toISOString(), who: "Dana Whitfield", action: "lead.edit", sentence: `Ruth Abel changed, ${operation}`, lead: 7, changes: [change()], more_changes: 0, undo: "can", why_not: null, ...more });
const field = (name: string, more: Partial<ThenField> = {}): ThenField => ({ field: name, label: name, then: "a", now: "a", differs: false, changed_by_it: false, ...more });
const many = (count: number): Entry[] => Array.from({ length: count }, (_, index) => entry(count - index));

let log: Entry[];
let lead: Partial<Lead>;
const questions = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const shown = (): string | undefined => screen.getByTestId("history-then").dataset.operation;
const fields = (): (string | undefined)[] => screen.getAllByTestId("then-field").map((row) => row.dataset.field);
const key = (name: string): Promise<boolean> => fireEvent.keyDown(screen.getByTestId("history-list"), { key: name });

async function act(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await settled();
    await tick();
  }
}
async function show(permissions: string[] = ["leads.view"], at: number | null = null): Promise<void> {
  const session = { account: 1, name: "Dana Whitfield", permissions } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
  render(LeadHistoryPage, { id: 7, at });
  await act();
}

beforeEach(() => {
  giveSizes();
  forget();
  log = many(3);
  lead = { id: 7, name: "Ruth Abel", deleted_at: null };
  answer("lead", () => lead);
  answer("lead_history", ({ before: last = Infinity, count = Infinity }: HistoryQuestion) => log.filter((each) => each.operation < last).slice(0, count));
  answer("lead_then", ({ operation }: ThenQuestion): LeadThen => ({
    operation,
    at: "",
    who: "Dana Whitfield",
    sentence: "",
    deleted: operation === 1,
    fields: [field("name"), field("city", { then: "Lansdale", now: "Norristown", differs: operation !== 3, changed_by_it: true }), field("phone", { then: null, now: "555-0142", differs: true })],
  }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the moments", () => {
  it("begin with the present and are headed by their days", () => {
    const found = lines(log, new Date(2026, 10, 2, 12));
    expect(found.map((line) => (line.kind === "moment" ? line.at : line.kind === "day" ? line.heading : "now"))).toEqual(["now", "Yesterday", 1, 2, 3]);
    expect(new Set(found.map((line) => line.key)).size).toBe(5);
  });

  it("are found by their operation and by their place, whatever came in since", () => {
    expect([placeOf(null, log), placeOf(3, log), placeOf(1, log), placeOf(99, log)]).toEqual([0, 1, 3, 0]);
    expect([momentAt(0, log), momentAt(1, log)?.operation, momentAt(99, log)?.operation, momentAt(-4, log)]).toEqual([null, 3, 1, null]);
    expect(placeOf(1, [entry(4), ...log])).toBe(4);
  });

  it("stand on the slider from left to right", () => {
    expect([sliderOf(0, 3), sliderOf(3, 3), sliderOf(sliderOf(1, 3), 3)]).toEqual([3, 0, 1]);
    expect([nameOf(null), nameOf(entry(3))]).toEqual(["Now", "Sunday, November 1, 2026 at 9:03 AM, Dana Whitfield"]);
  });

  it("are walked along by key, and no further than they go", () => {
    expect(["ArrowDown", "ArrowUp", "Home", "End", "PageDown"].map((name) => placeAfterKey(name, 1, 3))).toEqual([2, 0, 0, 3, 3]);
    expect([placeAfterKey("ArrowUp", 0, 3), placeAfterKey("ArrowDown", 3, 3), placeAfterKey("x", 1, 3)]).toEqual([0, 3, null]);
  });

  it("show of the differences also what the change itself did", () => {
    const all = [field("a"), field("b", { differs: true }), field("c", { changed_by_it: true })];
    expect(fieldsShown(all, true).map((each) => each.field)).toEqual(["b", "c"]);
    expect(fieldsShown(all, false)).toHaveLength(3);
    expect(before(field("city", { then: "Lansdale", changed_by_it: true }), [change()])).toBe("Ambler");
    expect([before(field("city"), [change()]), before(field("zip", { changed_by_it: true }), [change()])]).toEqual([null, null]);
  });
});

describe("the page of a lead's past", () => {
  it("begins at the present, and shows the lead as it was at the chosen moment", async () => {
    await show();
    expect(screen.getByTestId("history-heading").textContent).toBe("History of Ruth Abel");
    expect([shown(), questions("lead_then").at(-1)]).toEqual(["now", { id: 7, operation: 3 }]);
    expect(screen.queryByTestId("then-value")).toBeNull();
    await fireEvent.click(screen.getAllByTestId("history-moment")[1] as HTMLElement);
    await act();
    expect([shown(), questions("lead_then").at(-1)]).toEqual(["2", { id: 7, operation: 2 }]);
    const city = screen.getAllByTestId("then-field")[1];
    expect([city?.querySelector("del")?.textContent, city?.querySelector("ins")?.textContent]).toEqual(["Ambler", "Lansdale"]);
    expect(city?.textContent).toContain("Changed here");
    expect(city?.textContent).toContain("Different now");
    expect(screen.getAllByTestId("then-value")[2]?.textContent).toBe("Empty");
  });

  it("is walked along by key and by slider", async () => {
    await show();
    const slider = screen.getByTestId("history-slider") as HTMLInputElement;
    expect([slider.max, slider.value]).toEqual(["3", "3"]);
    await key("ArrowDown");
    await act();
    expect([shown(), slider.value]).toEqual(["3", "2"]);
    await key("End");
    await act();
    expect([shown(), slider.value, screen.getByTestId("then-deleted").textContent]).toEqual(["1", "0", "The lead was in the trash then."]);
    await fireEvent.input(slider, { target: { value: "1" } });
    await act();
    expect([shown(), slider.getAttribute("aria-valuetext"), screen.getByTestId("history-slider-label").textContent]).toEqual(["2", nameOf(entry(2)), nameOf(entry(2))]);
    await key("Home");
    await act();
    expect(shown()).toBe("now");
  });

  it("marks one moment as chosen for who listens", async () => {
    await show();
    await key("ArrowDown");
    await act();
    const marked = screen.getAllByRole("option").filter((option) => option.ariaSelected === "true" || option.getAttribute("aria-selected") === "true");
    expect(marked.map((option) => option.dataset.operation)).toEqual(["3"]);
    expect(screen.getByTestId("history-list").getAttribute("aria-activedescendant")).toBe(marked[0]?.id);
  });

  it("shows the differences only, when asked", async () => {
    await show(["leads.view"], 3);
    expect(fields()).toEqual(["name", "city", "phone"]);
    await fireEvent.click(screen.getByTestId("then-differences"));
    await act();
    expect(fields()).toEqual(["city", "phone"]);
  });

  it("keeps the moment when something new happens, and follows it", async () => {
    await show(["leads.view"], 2);
    log = [entry(4), ...log];
    changed("operations");
    await act();
    expect([shown(), screen.getByTestId("history-count").textContent, (screen.getByTestId("history-slider") as HTMLInputElement).value]).toEqual(["2", "4 moments", "1"]);
  });

  it("takes the moment back, or says why not", async () => {
    log = [entry(3), entry(2, { undo: "cannot", why_not: "Only who did it can undo it." }), entry(1)];
    answer("undo", () => ({ operation: 9, sentence: "Undone: Ruth Abel changed" }));
    await show(["leads.view"], 3);
    await fireEvent.click(screen.getByTestId("then-undo"));
    await act();
    expect(questions("undo")).toEqual([{ operation: 3 }]);
    await key("ArrowDown");
    await act();
    expect([screen.getByTestId("then-why-not").textContent, screen.queryByTestId("then-undo")]).toEqual(["Only who did it can undo it.", null]);
  });

  it("leads into the log and to the looks only whom they are open to", async () => {
    await show();
    expect(screen.queryByTestId("history-in-log")).toBeNull();
    cleanup();
    await show(["leads.view", "activity.view"]);
    expect([screen.getByTestId("history-in-log").getAttribute("href"), screen.getByTestId("history-looks").getAttribute("href")]).toEqual(["#/activity/lead/7", "#/looks/lead/7"]);
    await fireEvent.click(screen.getByTestId("history-back"));
    expect(location.hash).toBe("#/leads/7");
  });

  it("says that the lead is in the trash, and has it back", async () => {
    lead = { ...lead, deleted_at: "2026-11-21T09:00:00.000Z" };
    answer("trash_restore", () => ({ operation: 30, sentence: "Ruth Abel restored" }));
    await show();
    expect(screen.getByTestId("history-in-trash").textContent).toContain("in the trash");
    await fireEvent.click(screen.getByTestId("history-restore"));
    await act();
    expect(questions("trash_restore")).toEqual([{ items: [{ kind: "lead", row: 7 }] }]);
  });

  it("holds two thousand moments, of which few are on the screen", async () => {
    log = many(2000);
    await show();
    expect(screen.getByTestId("history-count").textContent).toBe("2,000 moments");
    expect(screen.getAllByTestId("history-moment").length).toBeLessThan(80);
    await key("End");
    await act();
    expect(shown()).toBe("1");
    expect(questions("lead_history")).toHaveLength(11);
  });

  it("says when nothing happened, and why it cannot be shown", async () => {
    log = [];
    await show();
    expect(screen.getByTestId("history-empty")).toBeTruthy();
    cleanup();
    answer("lead_history", () => {
      throw failure("missing", "This lead is not here.");
    });
    await show();
    expect(screen.getByTestId("history-error").textContent).toContain("This lead is not here.");
  });
});
