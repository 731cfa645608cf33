import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Entry } from "../bindings";
import { answer, asked, changed, forget, settled } from "../shared/fake_host";
import History from "../shared/History.svelte";
import EntryRow from "./EntryRow.svelte";


vi.mock("../shared/host", () => import("../shared/fake_host"));
beforeEach(forget);
afterEach(cleanup);

const entry = (more: Partial<Entry> = {}): Entry => ({ operation: 7, at: "2026-11-21T09:12:00.000Z", who: "Dana Whitfield", action: "lead_edit", sentence: "Changed the status of Ruth Abel", lead: 12, changes: [{ field: "stage", label: "Status", old: "Contacted", new: "Assessment done", sentence: "Status changed from Contacted to Assessment done" }], more_changes: 0, undo: "can", why_not: null, ...more });

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

  it("reads as a sentence where two values would say less", () => {
    const changes = [
      { field: "phone", label: "Phone", old: "••••", new: "••••", sentence: "Phone changed" },
      { field: "comments", label: "Comments", old: "Call", new: null, sentence: "Comments cleared" },
      { field: "city", label: "City", old: null, new: "Ambler", sentence: "City set to Ambler" },
    ];
    render(EntryRow, { entry: entry({ changes }), open: true, onToggle: () => undefined });
    const shown = [...screen.getByTestId("entry-changes").querySelectorAll("dd")];
    expect(shown.map((each) => each.textContent?.trim())).toEqual(["Phone changed", "Comments cleared", "Ambler"]);
    expect(screen.getByTestId("entry-history").getAttribute("href")).toBe("#/leads/12/history");
  });

  it("opens nothing where nothing was changed", () => {
    render(EntryRow, { entry: entry({ changes: [] }), open: true, onToggle: () => undefined });
    expect([screen.queryByTestId("entry-changes"), screen.queryByTestId("entry-toggle")]).toEqual([null, null]);
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
