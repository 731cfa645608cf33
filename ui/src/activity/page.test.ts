import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ActivityPage as Page, ActivityQuestion, Entry, LogState, OfficeState, Session, Verified } from "../bindings";
import { answer, asked, changed, failure, forget, later, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import { go, route } from "../shared/route.svelte";
import ActivityPage from "./ActivityPage.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));
// A page without a size shows no row of a virtual list.
vi.mock("virtua/svelte", async () => ({ VList: (await import("../shared/FakeList.svelte")).default }));

let account = 100;
const entry = (operation: number): Entry => ({ operation, at: "2026-11-21T09:12:00.000Z", who: "Dana Whitfield", action: "lead.edit", sentence: `Entry ${operation}`, lead: null, changes: [], more_changes: 0, undo: "can", why_not: null });
const page = (more: Partial<Page> & { preparing?: number } = {}): Page => ({ total: 2, more: false, entries: [entry(2), entry(1)], ...more }) as Page;
const standing = (more: Partial<LogState> = {}): LogState => ({ head: { sequence: 1284, at: "2026-11-21T09:12:00.000Z", text: "1284-9F3A-11C2-07BD-E55A" }, checks: [], unchecked: 312, heads_given: 2, ...more });
const check = { at: "2026-11-20T09:12:00.000Z", who: "Dana Whitfield", whole: true, entries: 972, sequence: 972, sound: true, sentence: "All 972 entries are as they were written." };
const questions = (): ActivityQuestion[] => asked.filter(({ name }) => name === "activity_page").map(({ input }) => input as ActivityQuestion);

async function ready(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await settled();
    await tick();
  }
}

async function show(path: string, permissions: string[] = ["activity.view", "activity.verify", "reports.export", "leads.view"]): Promise<void> {
  const session = { account, name: "Dana Whitfield", permissions, theme: "system" } as unknown as Session;
  answer("office_state", () => ({ phase: "ready", session, people: [], locked: null }) as unknown as OfficeState);
  // Another account begins with an empty page.
  await office.load();
  await office.load();
  go(path);
  render(ActivityPage);
  await ready();
}

beforeEach(() => {
  forget();
  account += 1;
  answer("activity_filters", () => ({ people: [{ account: 7, name: "Mei Chen" }], kinds: [{ kind: "lead", label: "Leads" }], actions: [{ action: "lead.add", kind: "lead", label: "Lead added" }] }));
  answer("activity_page", () => page());
  answer("log_state", () => standing());
  answer("lead", () => ({ id: 123, name: "Ruth Abel" }));
});
afterEach(cleanup);

describe("the activity page", () => {
  it("says how many entries there are, also where counting ended", async () => {
    await show("/activity");
    expect(screen.getByTestId("activity-total").textContent).toBe("2 entries");
    answer("activity_page", () => page({ total: 10_000, more: true }));
    changed("operations");
    await ready();
    expect(screen.getByTestId("activity-total").textContent).toBe("10,000+ entries");
  });

  it("searches as one types, marks the words, and takes them away", async () => {
    await show("/activity");
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "abel" } });
    await ready();
    expect(questions().at(-1)).toEqual({ filter: { text: "abel" }, count: 100 });
    expect(screen.getByTestId("filter-mark").textContent).toContain("“abel”");
    await fireEvent.click(screen.getByTestId("filter-remove"));
    await ready();
    expect(questions().at(-1)).toEqual({ filter: {}, count: 100 });
    expect((screen.getByTestId("activity-search") as HTMLInputElement).value).toBe("");
    expect(document.activeElement).toBe(screen.getByTestId("activity-search"));
  });

  it("takes filters away one by one, and the keyboard goes on to the next", async () => {
    await show("/activity/lead/123");
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "abel" } });
    await fireEvent.change(screen.getByTestId("filter-to"), { target: { value: "10/3/2026" } });
    await ready();
    expect(questions().at(-1)?.filter).toEqual({ text: "abel", lead: 123, to: "10/3/2026" });
    await fireEvent.click(screen.getByRole("button", { name: "Remove the filter: “abel”" }));
    await ready();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Remove the filter: To 10/3/2026");
    await fireEvent.click(document.activeElement as HTMLElement);
    await ready();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Remove the filter: About Ruth Abel");
    expect(questions().at(-1)?.filter).toEqual({ lead: 123 });
  });

  it("says of a search that older entries are not prepared for it yet", async () => {
    answer("activity_page", () => page({ preparing: 1200 }));
    await show("/activity");
    expect(screen.queryByTestId("activity-preparing")).toBeNull();
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "abel" } });
    await ready();
    expect(screen.getByTestId("activity-preparing").textContent).toBe("1,200 older entries are still being prepared for the search.");
  });

  it("brings the entry of the address into sight, and marks it", async () => {
    answer("activity_page", () => page({ entries: [entry(814), entry(813), entry(812)] }));
    await show("/activity/entry/813");
    const rows = screen.getAllByTestId("audit-log-item");
    expect(rows.map((row) => [row.dataset["operation"], row.getAttribute("aria-current")])).toEqual([["814", null], ["813", "true"], ["812", null]]);
    expect(screen.getByTestId("fake-list").dataset["scrolledTo"]).toBe("2");
  });

  it("keeps its filter for who comes back from another page", async () => {
    await show("/activity");
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "abel" } });
    await ready();
    cleanup();
    await show("/activity");
    expect((screen.getByTestId("activity-search") as HTMLInputElement).value).toBe("abel");
    expect(questions().at(-1)?.filter).toEqual({ text: "abel" });
  });

  it("is about one lead where the address says so", async () => {
    await show("/activity/lead/123");
    expect(questions().at(-1)?.filter).toEqual({ lead: 123 });
    expect(screen.getByTestId("filter-mark-lead").textContent).toContain("About Ruth Abel");
    await fireEvent.click(screen.getByTestId("clear-filters"));
    await ready();
    expect([route.rest.length, questions().at(-1)?.filter]).toEqual([0, {}]);
  });

  it("names a lead that cannot be seen by its number", async () => {
    answer("lead", () => {
      throw failure("missing", "This lead is not here.");
    });
    await show("/activity/lead/123");
    expect(screen.getByTestId("filter-mark-lead").textContent).toContain("About lead 123");
  });

  it("shows an entry among its neighbours, and says when it is not there", async () => {
    answer("activity_page", () => page({ entries: [entry(814), entry(812)] }));
    await show("/activity/entry/812");
    expect(questions()[0]).toEqual({ filter: {}, before: 823, count: 100 });
    expect(screen.queryByTestId("entry-missing")).toBeNull();
    go("/activity/entry/813");
    await ready();
    expect(screen.getByTestId("entry-missing").textContent).toContain("Entry 813");
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "a" } });
    await ready();
    expect([route.rest.length, questions().at(-1)]).toEqual([0, { filter: { text: "a" }, count: 100 }]);
  });

  it("says beside the field that a day is not understood, and shows no other entries for it", async () => {
    await show("/activity");
    answer("activity_page", (input: ActivityQuestion) => {
      if (input.filter?.from) throw failure("invalid", "“soon” is not a date.", "from");
      return page();
    });
    await fireEvent.change(screen.getByTestId("filter-from"), { target: { value: "soon" } });
    await ready();
    expect(screen.getByTestId("filter-from-error").textContent).toBe("“soon” is not a date.");
    expect(screen.getByTestId("filter-from").getAttribute("aria-invalid")).toBe("true");
    expect([screen.queryByTestId("activity-list"), screen.queryByTestId("activity-error")]).toEqual([null, null]);
    await fireEvent.click(screen.getByRole("button", { name: "Clear the day" }));
    await ready();
    expect(screen.queryByTestId("filter-from-error")).toBeNull();
    expect(screen.getByTestId("activity-list")).toBeTruthy();
  });

  it("says what failed, and tries again", async () => {
    answer("activity_page", () => {
      throw failure("disk", "The disk did not answer. Try again.");
    });
    await show("/activity");
    expect(screen.getByTestId("activity-error").textContent).toContain("The disk did not answer.");
    answer("activity_page", () => page());
    await fireEvent.click(screen.getByTestId("activity-error-retry"));
    await ready();
    expect(screen.queryByTestId("activity-error")).toBeNull();
  });

  it("tells an empty log from a filter that leaves nothing", async () => {
    answer("activity_page", () => page({ total: 0, entries: [] }));
    await show("/activity");
    expect(screen.getByTestId("activity-empty").textContent).toContain("Nothing has happened yet");
    await fireEvent.input(screen.getByTestId("activity-search"), { target: { value: "abel" } });
    await ready();
    expect(screen.getByTestId("activity-empty").textContent).toContain("Nothing in the log is like that");
    await fireEvent.click(screen.getByTestId("activity-everything"));
    await ready();
    expect((screen.getByTestId("activity-search") as HTMLInputElement).value).toBe("");
  });

  it("offers the check and the files only to those who may", async () => {
    await show("/activity", ["activity.view"]);
    for (const testid of ["check-log", "activity-export", "activity-print"]) expect(screen.queryByTestId(testid)).toBeNull();
    expect(asked.some(({ name }) => name === "log_state")).toBe(false);
    cleanup();
    await show("/activity");
    for (const testid of ["check-log", "activity-export", "activity-print"]) expect(screen.getByTestId(testid)).toBeTruthy();
  });
});

describe("the check of the log", () => {
  const verified: Verified = { sound: true, whole: true, entries: 1284, first_bad: null, head: standing().head, sentence: "All 1,284 entries are as they were written." };
  async function open(): Promise<void> {
    const button = screen.getByTestId("check-log");
    button.focus();
    await fireEvent.click(button);
    await ready();
  }

  it("shows the head in groups, what is unchecked, and the checks so far", async () => {
    answer("log_state", () => standing({ checks: [check] }));
    await show("/activity");
    await open();
    const head = screen.getByTestId("log-head");
    expect([...head.querySelectorAll("[aria-hidden]")].map((group) => group.textContent)).toEqual(["1284", "9F3A", "11C2", "07BD", "E55A"]);
    expect(head.querySelector(".unseen")?.textContent).toBe("1284-9F3A-11C2-07BD-E55A");
    expect(screen.getByTestId("check-unchecked").textContent).toBe("Since the last sound check: 312 entries.");
    expect(screen.getAllByTestId("check-former")).toHaveLength(1);
    expect(document.activeElement?.getAttribute("data-testid")).toBe("check-new");
  });

  it("offers to check everything where there was no sound check to go on from", async () => {
    await show("/activity");
    await open();
    expect((screen.getByTestId("check-new") as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByTestId("check-unchecked").textContent).toBe("Never checked yet: 312 entries.");
    expect(screen.getByTestId("checks-none")).toBeTruthy();
  });

  it("goes on in the bar while the panel is closed, and says there what it found", async () => {
    const end = later<Verified>();
    answer("log_verify", (_input, tell) => (tell?.({ done: 500, total: 1284, sentence: "Checking the activity log." }), end.promise));
    await show("/activity");
    await open();
    await fireEvent.click(screen.getByTestId("check-everything"));
    await ready();
    expect(screen.getByTestId("check-progress").textContent).toContain("500 of 1,284 entries");
    expect(screen.getByTestId("check-bar").getAttribute("aria-valuenow")).toBe("39");
    expect(screen.queryByTestId("check-running")).toBeNull();
    await fireEvent.click(screen.getByTestId("check-panel-close"));
    await ready();
    expect(screen.getByTestId("check-running").textContent).toContain("Checked 500 of 1,284");
    await fireEvent.click(screen.getByTestId("check-running-open"));
    end.resolve(verified);
    await ready();
    expect(screen.getByTestId("check-result").textContent).toContain("The log is sound");
    expect(screen.getByTestId("check-result").getAttribute("data-sound")).toBe("true");
  });

  it("leads to the entry that is not as it was written, and marks the button", async () => {
    answer("log_state", () => standing({ checks: [{ ...check, sound: false }, check] }));
    answer("log_verify", () => ({ ...verified, sound: false, first_bad: 812, sentence: "Entry 812 is not as it was written." }));
    await show("/activity");
    expect(screen.getByTestId("check-log").className).toContain("danger");
    await open();
    expect(screen.getByTestId("check-unchecked").textContent).toBe("The last check found the log changed. Not known to be sound: 312 entries.");
    await fireEvent.click(screen.getByTestId("check-everything"));
    await ready();
    expect(screen.getByTestId("check-result").getAttribute("role")).toBe("alert");
    expect(screen.getByTestId("check-bad-entry").getAttribute("href")).toBe("#/activity/entry/812");
  });

  it("takes the keyboard along when it begins and ends, and back when it is closed meanwhile", async () => {
    const end = later<Verified>();
    answer("log_verify", () => end.promise);
    await show("/activity");
    await open();
    await fireEvent.click(screen.getByTestId("check-everything"));
    await ready();
    expect(document.activeElement).toBe(screen.getByTestId("check-stop"));
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await ready();
    expect(document.activeElement).toBe(screen.getByTestId("check-running-open"));
    await fireEvent.click(screen.getByTestId("check-running-open"));
    await ready();
    screen.getByTestId("check-stop").focus();
    end.resolve(verified);
    await ready();
    expect(document.activeElement).toBe(screen.getByTestId("check-everything"));
  });

  it("says of a check of what is new no more than that", async () => {
    answer("log_state", () => standing({ checks: [check] }));
    answer("log_verify", () => ({ ...verified, whole: false }));
    await show("/activity");
    await open();
    await fireEvent.click(screen.getByTestId("check-new"));
    await ready();
    expect(screen.getByTestId("check-result").textContent).toContain("What is new is sound");
  });

  it("gives the keyboard back to its button", async () => {
    await show("/activity");
    await open();
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await ready();
    expect(screen.queryByTestId("check-panel")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("check-log"));
  });

  it("compares a head, and forgets the answer when another is typed", async () => {
    await show("/activity");
    await open();
    answer("head_compare", () => ({ fits: true, sentence: "Entry 1,284 is the one that was written down.", sequence: 1284, at: null }));
    await fireEvent.input(screen.getByTestId("head-typed"), { target: { value: " 1284-9f3a " } });
    await fireEvent.click(screen.getByTestId("head-compare"));
    await ready();
    expect(asked.find(({ name }) => name === "head_compare")?.input).toEqual({ head: "1284-9f3a" });
    expect(screen.getByTestId("head-compared").getAttribute("data-fits")).toBe("true");
    expect(screen.getByTestId("head-entry").getAttribute("href")).toBe("#/activity/entry/1284");
    await fireEvent.input(screen.getByTestId("head-typed"), { target: { value: "1284-0000" } });
    await ready();
    expect(screen.queryByTestId("head-compared")).toBeNull();
    answer("head_compare", () => {
      throw failure("invalid", "This is no head of a log. Type it as it was printed.", "head");
    });
    await fireEvent.click(screen.getByTestId("head-compare"));
    await ready();
    expect(screen.getByTestId("head-typed-error").textContent).toContain("This is no head");
  });
});
