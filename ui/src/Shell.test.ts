import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OfficeState, Session } from "./bindings";
import { answer, asked, changed, forget, openWindow, reloadPage, settled, windowTitle } from "./shared/fake_host";
import { office } from "./shared/office.svelte";
import { go, route } from "./shared/route.svelte";
import { search } from "./shared/search.svelte";
import Shell from "./Shell.svelte";

vi.mock("./shared/host", () => import("./shared/fake_host"));
// The frame alone is tried here; its pages have tests of their own.
vi.mock("./pages", async () => {
  const { default: Lamp } = await import("./shared/kit/Lamp.svelte");
  const page = { icon: Lamp, shows: Lamp, group: "daily" };
  return {
    pages: [
      { ...page, name: "dashboard", label: "Dashboard", needs: "leads.view" },
      { ...page, name: "leads", label: "Leads", needs: "leads.view" },
      { ...page, name: "people", label: "People", needs: "accounts.edit", badge: "requests_waiting", badgeNeeds: "accounts.approve" },
      { ...page, name: "activity", label: "Activity log", needs: "activity.view" },
      { ...page, name: "account", label: "Your account", needs: null, hidden: true },
    ],
  };
});

const session: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", role: "Intake", office: "Safelife", permissions: ["leads.view", "leads.create"], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0, failed_at: null, email: "dana@example.org", role_name: "intake", reach: "own", masked: false, theme: "system", idle_minutes: 15, recovery_unconfirmed: false };
const ready: OfficeState = { phase: "ready", folder: "/offices/safelife", name: "Safelife", people: [], session, problem: null, version: "0.1.0", locked: null };

async function show(path: string, more: Partial<Session> = {}): Promise<void> {
  const here = { ...session, ...more };
  answer("office_state", () => ({ ...ready, session: here }));
  await office.load();
  go(path);
  render(Shell, { session: here });
  await tick();
}
const key = (name: string, more: KeyboardEventInit = {}, target: Element = document.body): Promise<boolean> => fireEvent.keyDown(target, { key: name, ...more });

beforeEach(() => {
  forget();
  answer("lock", () => null);
  answer("draft_save", () => null);
  answer("requests_waiting", () => 0);
});
afterEach(() => {
  cleanup();
  search.clear();
});

describe("the shell", () => {
  it("lists and shows the pages that the role includes, and titles the window", async () => {
    await show("/leads");
    expect([...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href"))).toEqual(["#/dashboard", "#/leads"]);
    expect(screen.getByTestId("nav-leads").getAttribute("aria-current")).toBe("page");
    expect(screen.getByTestId("route-leads")).toBeTruthy();
    expect(windowTitle).toHaveBeenLastCalledWith("Leads - Safelife - Porchlight");
  });

  it("says in a sentence that a page is not there, or not open to the person", async () => {
    await show("/nowhere");
    expect(screen.getByTestId("route-unknown").textContent).toContain("There is no such page");
    go("/activity");
    await tick();
    expect(screen.getByTestId("route-unknown").textContent).toContain("This page is not open to you");
    await fireEvent.click(screen.getByTestId("route-home"));
    expect(route.page).toBe("dashboard");
  });

  it("adds a lead by key where the role may", async () => {
    await show("/dashboard");
    await key("n", { ctrlKey: true });
    expect(location.hash).toBe("#/leads/new");
    cleanup();
    await show("/dashboard", { permissions: ["leads.view"] });
    await key("n", { ctrlKey: true });
    expect(route.page).toBe("dashboard");
    expect(screen.queryByTestId("add-lead-button")).toBeNull();
  });

  it("opens one more window", async () => {
    await show("/dashboard");
    await key("N", { ctrlKey: true, shiftKey: true });
    expect(openWindow).toHaveBeenCalledOnce();
    expect(route.page).toBe("dashboard");
  });

  it("takes back the last act, but never while a text is typed", async () => {
    answer("undo", () => ({ operation: 9, sentence: "Ruth Abel is back." }));
    await show("/dashboard");
    await key("z", { ctrlKey: true }, screen.getByTestId("lead-search"));
    expect(asked.some((each) => each.name === "undo")).toBe(false);
    await key("z", { ctrlKey: true });
    await settled();
    expect(asked.filter((each) => each.name === "undo")).toEqual([{ name: "undo", input: {} }]);
  });

  it("searches from anywhere", async () => {
    await show("/dashboard");
    await key("k", { ctrlKey: true });
    expect(document.activeElement).toBe(screen.getByTestId("lead-search"));
    await fireEvent.input(screen.getByTestId("lead-search"), { target: { value: "okafor" } });
    expect([route.page, search.text]).toEqual(["leads", "okafor"]);
    await key("Escape", {}, screen.getByTestId("lead-search"));
    expect(search.text).toBe("");
  });

  it("shows a hidden page, which nothing in the sidebar leads to, to everybody", async () => {
    await show("/account", { permissions: [] });
    expect(screen.getByTestId("route-account")).toBeTruthy();
    expect(screen.queryByTestId("nav-account")).toBeNull();
  });

  it("begins at the first page that is open to the person when the address names none", async () => {
    await show("/", { permissions: ["activity.view"] });
    expect(screen.getByTestId("route-activity")).toBeTruthy();
    expect(screen.getByTestId("nav-activity").getAttribute("aria-current")).toBe("page");
  });

  it("says at the page's entry how much waits there, to those who may know", async () => {
    let waiting = 2;
    answer("requests_waiting", () => waiting);
    await show("/dashboard", { permissions: ["leads.view", "accounts.edit", "accounts.approve"] });
    await settled();
    await tick();
    expect(screen.getByTestId("nav-people-badge").textContent).toBe("2 waiting");
    waiting = 0;
    changed("inbox");
    await settled();
    await tick();
    expect(screen.queryByTestId("nav-people-badge")).toBeNull();
  });

  it("asks for no number that the person may not know", async () => {
    answer("requests_waiting", () => 2);
    await show("/dashboard", { permissions: ["leads.view", "accounts.edit"] });
    await settled();
    expect(asked.some(({ name }) => name === "requests_waiting")).toBe(false);
    expect(screen.queryByTestId("nav-people-badge")).toBeNull();
  });

  it("reminds the owner of a code that was never confirmed", async () => {
    await show("/leads", { recovery_unconfirmed: true });
    expect(screen.getByTestId("recovery-unconfirmed").textContent).toContain("never confirmed");
    expect(screen.getByTestId("recovery-unconfirmed-link").getAttribute("href")).toBe("#/account/recovery");
  });

  it("locks by key, also while a text is typed, and leaves nothing of the screen", async () => {
    await show("/leads");
    answer("office_state", () => ({ ...ready, phase: "sign_in", session: null }));
    await key("l", { ctrlKey: true }, screen.getByTestId("lead-search"));
    await settled();
    expect(asked.some(({ name }) => name === "lock")).toBe(true);
    expect([office.state, reloadPage.mock.calls.length, location.hash]).toEqual([null, 1, "#/leads"]);
  });
});
