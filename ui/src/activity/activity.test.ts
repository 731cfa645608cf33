import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../bindings";
import { answer, asked, changed, forget, settled } from "../shared/fake_host";
import History from "../shared/History.svelte";
import EntryRow from "./EntryRow.svelte";
import { lines } from "./lines";

vi.mock("../shared/host", () => import("../shared/fake_host"));
beforeEach(forget);
afterEach(cleanup);

const entry = (more: Partial<Entry> = {}): Entry => ({ operation: 7, at: "2026-11-21T09:12:00.000Z", who: "Dana Whitfield", action: "lead_edit", sentence: "Changed the status of Ruth Abel", lead: 12, changes: [{ field: "stage", label: "Status", old: "Contacted", new: "Assessment done" }], more_changes: 0, undo: "can", why_not: null, ...more });

describe("lines of the log", () => {
  it("head each day once", () => {
    const now = new Date(2026, 10, 21, 12);
    const at = (dayOfMonth: number, hour: number): string => new Date(2026, 10, dayOfMonth, hour).toISOString();
    const found = lines([entry({ operation: 3, at: at(21, 9) }), entry({ operation: 2, at: at(21, 8) }), entry({ operation: 1, at: at(20, 8) })], now);
    expect(found.map((line) => (line.kind === "day" ? line.heading : line.entry.operation))).toEqual(["Today", 3, 2, "Yesterday", 1]);
    expect(new Set(found.map((line) => line.key)).size).toBe(5);
  });
});

describe("an entry", () => {
  it("shows old and new when it is open, and takes the act back", async () => {
    answer("undo", () => ({ operation: 8, sentence: "The status of Ruth Abel is Contacted again." }));
    render(EntryRow, { entry: entry(), open: true, onToggle: () => undefined });
    expect(screen.getByTestId("entry-changes").querySelector("del")?.textContent).toBe("Contacted");
    expect(screen.getByTestId("entry-changes").querySelector("ins")?.textContent).toBe("Assessment done");
    expect(screen.getByTestId("entry-sentence").getAttribute("href")).toBe("#/leads/12");
    await fireEvent.click(screen.getByTestId("entry-undo"));
    await settled();
    expect(asked).toEqual([{ name: "undo", input: { operation: 7 } }]);
  });

  it("says why it cannot be taken back", () => {
    render(EntryRow, { entry: entry({ undo: "cannot", why_not: "The lead was changed since." }), open: false, onToggle: () => undefined });
    expect((screen.getByTestId("entry-undo") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByTitle("The lead was changed since.")).toBeTruthy();
    expect(screen.queryByTestId("entry-changes")).toBeNull();
  });
});

describe("history of a lead", () => {
  it("follows the office", async () => {
    let found = [entry()];
    answer("lead_history", () => found);
    render(History, { lead: 12 });
    await settled();
    await tick();
    expect(screen.getAllByTestId("timeline-entry")).toHaveLength(1);
    found = [entry({ operation: 8, changes: [], sentence: "Called, no answer" }), ...found];
    changed("operations");
    await settled();
    await tick();
    expect(screen.getAllByTestId("timeline-entry").map((item) => item.textContent?.includes("Called, no answer"))).toEqual([true, false]);
  });
});
