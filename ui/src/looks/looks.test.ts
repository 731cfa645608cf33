import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Draft, Look, LooksQuestion, MonthReview, OfficeState, PersonLooks, ReviewMonth, Session, SignedOff } from "../bindings";
import { answer, asked as calls, changed, failure, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import { go, route } from "../shared/route.svelte";
import { asked, daysOf, EVERYTHING, isPicked, parts, pick } from "./filter";
import LookRow from "./LookRow.svelte";
import LooksPage from "./LooksPage.svelte";
import { first, keptAs, standing, together } from "./review";

vi.mock("../shared/host", () => import("../shared/fake_host"));
vi.mock("virtua/svelte", async () => ({ VList: (await import("../shared/FakeList.svelte")).default }));

const dana: PersonLooks = { account: 1, name: "Dana Whitfield", reveals: 12, exports: 2, prints: 0, backups: 1, leads: 1900 };
const mei: PersonLooks = { account: 2, name: "Mei Chen", reveals: 3, exports: 0, prints: 1, backups: 0, leads: 0 };
const look = (more: Partial<Look> = {}): Look => ({ operation: 812, at: "2026-10-03T09:12:00.000Z", account: 1, who: "Dana Whitfield", kind: "reveal", sentence: "Birth date of Ruth Abel shown", lead: 12, leads: null, ...more });
const signed = (more: Partial<SignedOff> = {}): SignedOff => ({ at: "2026-11-02T09:00:00.000Z", who: "Dana Whitfield", note: "All in order", since: 0, ...more });
const month = (more: Partial<ReviewMonth> = {}): ReviewMonth => ({ month: "2026-10", label: "October 2026", looks: 19, over: true, signed: null, ...more });
const review = (more: Partial<MonthReview> = {}): MonthReview => ({ month: "2026-10", label: "October 2026", over: true, looks: 19, people: [dana, mei], remarks: [{ sentence: "Mei Chen had 24 values shown within an hour.", account: 2, operation: 640 }], signed: [], ...more });
const questions = (): LooksQuestion[] => calls.filter(({ name, input }) => name === "looks_page" && (input as LooksQuestion).count === 100).map(({ input }) => input as LooksQuestion);

let account = 200;
let kept: Draft[];

async function ready(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    await settled();
    await tick();
  }
}

async function show(path: string, permissions: string[] = ["activity.view", "activity.verify", "leads.view"]): Promise<void> {
  const session = { account, name: "Dana Whitfield", permissions, theme: "system" } as unknown as Session;
  answer("office_state", () => ({ phase: "ready", session, people: [], locked: null }) as unknown as OfficeState);
  // Another account begins with an empty page.
  await office.load();
  await office.load();
  go(path);
  render(LooksPage);
  await ready();
}

beforeEach(() => {
  forget();
  account += 1;
  kept = [];
  answer("looks_page", () => ({ total: 1, looks: [look()], people: [dana, mei] }));
  answer("looks_months", () => [month({ month: "2026-11", label: "November 2026", over: false, looks: 4 }), month(), month({ month: "2026-09", label: "September 2026", signed: signed({ since: 3 }) })]);
  answer("looks_month", () => review());
  answer("lead", () => ({ id: 123, name: "Ruth Abel" }));
  answer("drafts", () => kept);
  answer("draft_save", (draft: Draft) => {
    kept = draft.content ? [draft] : [];
    return null;
  });
});
afterEach(cleanup);

describe("the filter of who looked", () => {
  it("is asked as it was chosen", () => {
    expect(asked(EVERYTHING, null)).toEqual({});
    expect(asked({ people: [2], kinds: ["reveal", "print"], from: "10/1/2026", to: "2026-10-31" }, 12)).toEqual({ lead: 12, people: [2], kinds: ["reveal", "print"], from: "10/1/2026", to: "2026-10-31" });
  });

  it("names its parts", () => {
    const found = parts({ people: [2, 9], kinds: ["export"], from: "2026-10-01", to: "" }, [dana, mei]);
    expect(found.map(({ label }) => label)).toEqual(["Mei Chen", "Account 9", "Exports", "From Oct 1, 2026"]);
    for (const { without } of found) expect(parts(without, [dana, mei])).toHaveLength(3);
  });

  it("follows a click on somebody, and lets go with a second one", () => {
    const some = { ...EVERYTHING, from: "2026-10-01" };
    const one = pick(some, 2, "reveal");
    expect(one).toEqual({ people: [2], kinds: ["reveal"], from: "2026-10-01", to: "" });
    expect([isPicked(one, 2, "reveal"), isPicked(one, 2, null), isPicked(one, 1, "reveal")]).toEqual([true, false, false]);
    expect(pick(one, 2, "reveal")).toEqual(some);
    expect(pick(one, 2, null)).toEqual({ ...some, people: [2] });
  });

  it("knows the days of a month", () => {
    expect([daysOf("2026-10").to, daysOf("2026-02").to, daysOf("2028-02").to, daysOf("2026-12").to]).toEqual(["2026-10-31", "2026-02-28", "2028-02-29", "2026-12-31"]);
  });
});

describe("the monthly review", () => {
  it("says how a month stands", () => {
    expect(standing(month())).toEqual({ label: "To review", tone: "warn" });
    expect(standing(month({ over: false }))).toEqual({ label: "Not over yet", tone: "plain" });
    expect(standing(month({ signed: signed() }))).toEqual({ label: "Signed off", tone: "good" });
    expect(standing(month({ signed: signed({ since: 3 }) }))).toEqual({ label: "3 looks since", tone: "warn" });
    expect(standing(month({ over: false, signed: signed() }))).toEqual({ label: "Reviewed so far", tone: "good" });
    expect(standing(month({ over: false, signed: signed({ since: 1 }) }))).toEqual({ label: "1 look since", tone: "plain" });
  });

  it("begins with the newest month that waits", () => {
    const present = month({ month: "2026-11", over: false });
    expect(first([present, month(), month({ month: "2026-09" })])).toBe("2026-10");
    expect(first([present, month({ signed: signed() })])).toBe("2026-11");
    expect(first([])).toBeNull();
  });

  it("adds up what everybody did", () => {
    expect(together([dana, mei])).toEqual({ reveals: 15, exports: 2, prints: 1, backups: 1, leads: 1900 });
    expect(together([])).toEqual({ reveals: 0, exports: 0, prints: 0, backups: 0, leads: 0 });
    expect(keptAs("2026-10")).toBe(202610);
  });
});

describe("the list of looks", () => {
  it("filters by somebody or by one of their figures at a click", async () => {
    await show("/looks");
    expect(screen.getByTestId("looks-total").textContent).toBe("1 look");
    const [row] = screen.getAllByTestId("person-looks");
    await fireEvent.click(screen.getAllByTestId("person-reveals")[1] as HTMLElement);
    await ready();
    expect(questions().at(-1)).toEqual({ people: [2], kinds: ["reveal"], count: 100 });
    expect(screen.getAllByTestId("filter-mark").map((mark) => mark.textContent?.trim())).toEqual(["Mei Chen", "Reveals"]);
    expect(screen.getAllByTestId("person-reveals")[1]?.getAttribute("aria-pressed")).toBe("true");
    await fireEvent.click(screen.getAllByTestId("person-pick")[0] as HTMLElement);
    await ready();
    expect(questions().at(-1)).toEqual({ people: [1], count: 100 });
    expect(row?.textContent).toContain("1,900");
    // Whom one can choose does not follow whom one has chosen.
    const summaries = calls.filter(({ name, input }) => name === "looks_page" && (input as LooksQuestion).count === 1);
    expect(summaries.map(({ input }) => input)).toEqual([{ count: 1 }]);
  });

  it("is about one lead where the address says so, and follows the office", async () => {
    await show("/looks/lead/123");
    expect(questions().at(-1)).toEqual({ lead: 123, count: 100 });
    expect(screen.getByTestId("filter-mark-lead").textContent).toContain("Looks at Ruth Abel");
    answer("looks_page", () => ({ total: 0, looks: [], people: [] }));
    changed("operations");
    await ready();
    expect(screen.getByTestId("looks-empty").textContent).toContain("No look is like that");
    await fireEvent.click(screen.getByTestId("looks-everything"));
    await ready();
    expect([route.rest.length, questions().at(-1)]).toEqual([0, { count: 100 }]);
  });

  it("says beside the field that a day is not understood", async () => {
    await show("/looks");
    answer("looks_page", (input: LooksQuestion) => {
      if (input.to) throw failure("invalid", "“soon” is not a date.", "to");
      return { total: 0, looks: [], people: [] };
    });
    await fireEvent.change(screen.getByTestId("looks-to"), { target: { value: "soon" } });
    await ready();
    expect(screen.getByTestId("looks-to-error").textContent).toBe("“soon” is not a date.");
    expect(screen.queryByTestId("looks-list")).toBeNull();
  });

  it("tells of each look in which way, at whom and how many", () => {
    render(LookRow, { look: look() });
    expect([screen.getByTestId("look").getAttribute("data-kind"), screen.getByTestId("look-sentence").getAttribute("href"), screen.getByTestId("look-entry").getAttribute("href")]).toEqual(["reveal", "#/leads/12", "#/activity/entry/812"]);
    cleanup();
    render(LookRow, { look: look({ kind: "export", lead: null, leads: 1900, sentence: "1,900 leads exported" }) });
    expect([screen.getByTestId("look-leads").textContent, screen.getByTestId("look-sentence").tagName]).toEqual(["1,900 leads", "SPAN"]);
  });

  it("has no review for those who may not verify", async () => {
    await show("/looks/review/2026-10", ["activity.view"]);
    expect([screen.queryByTestId("looks-tab-review"), screen.queryByTestId("review-months")]).toEqual([null, null]);
    expect(calls.some(({ name }) => name === "looks_months")).toBe(false);
    expect(screen.getByTestId("looks-list")).toBeTruthy();
  });
});

describe("a month", () => {
  it("is shown with how all stand; the one that waits comes first", async () => {
    await show("/looks/review");
    expect(screen.getAllByTestId("review-standing").map((each) => each.textContent)).toEqual(["Not over yet", "To review", "3 looks since"]);
    expect(calls.find(({ name }) => name === "looks_month")?.input).toEqual({ month: "2026-10" });
    expect(screen.getByTestId("month-figures").textContent).toContain("1,900");
    expect(screen.getByTestId("remark").textContent).toContain("24 values shown within an hour");
    expect(screen.getByTestId("remark-entry").getAttribute("href")).toBe("#/activity/entry/640");
  });

  it("that is not over says so, and can be signed as far as it is", async () => {
    answer("looks_month", () => review({ month: "2026-11", label: "November 2026", over: false, remarks: [] }));
    await show("/looks/review/2026-11");
    expect(screen.getByTestId("month-not-over").textContent).toContain("November 2026 is not over yet");
    expect(screen.getByTestId("sign-off-button").textContent?.trim()).toBe("Sign off November 2026 so far");
    expect(screen.getByTestId("month-nothing")).toBeTruthy();
  });

  it("leads to its looks", async () => {
    await show("/looks/review/2026-10");
    await fireEvent.click(screen.getAllByTestId("person-exports")[0] as HTMLElement);
    await ready();
    expect(route.rest).toEqual([]);
    expect(questions().at(-1)).toEqual({ people: [1], kinds: ["export"], from: "2026-10-01", to: "2026-10-31", count: 100 });
  });

  it("is signed off with the note, which is kept until then", async () => {
    kept = [{ form: "looks.review", of: 202610, content: "Mei asked", saved_at: "" }];
    await show("/looks/review/2026-10");
    const note = (): HTMLTextAreaElement => screen.getByTestId("sign-off-note");
    expect(note().value).toBe("Mei asked");
    await fireEvent.input(note(), { target: { value: "Mei asked, Dana agreed " } });
    answer("looks_sign_off", () => {
      throw failure("invalid", "The note is longer than 2,000 characters. Shorten it.", "note");
    });
    await fireEvent.click(screen.getByTestId("sign-off-button"));
    await ready();
    expect(screen.getByTestId("sign-off-note-error").textContent).toContain("Shorten it.");
    expect(note().value).toBe("Mei asked, Dana agreed ");
    answer("looks_sign_off", () => ({ operation: 900, sentence: "Who looked in October 2026 reviewed" }));
    answer("looks_month", () => review({ signed: [signed({ since: 2 }), signed({ note: "" })] }));
    await fireEvent.click(screen.getByTestId("sign-off-button"));
    changed("operations");
    await ready();
    expect(calls.filter(({ name }) => name === "looks_sign_off").at(-1)?.input).toEqual({ month: "2026-10", note: "Mei asked, Dana agreed" });
    expect([note().value, kept]).toEqual(["", []]);
    expect(screen.getAllByTestId("signed-off")).toHaveLength(2);
    expect(screen.getAllByTestId("signed-off")[0]?.textContent).toContain("2 looks since");
    expect(screen.getByTestId("month-standing").textContent).toBe("2 looks since");
  });

  it("says what failed, and that there is nothing yet", async () => {
    answer("looks_month", () => {
      throw failure("missing", "There is nothing to review in this month.");
    });
    await show("/looks/review/2019-01");
    expect(screen.getByTestId("month-error").textContent).toContain("nothing to review");
    cleanup();
    answer("looks_months", () => []);
    await show("/looks/review");
    expect(screen.getByTestId("review-empty")).toBeTruthy();
  });
});
