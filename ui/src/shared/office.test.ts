import { beforeEach, describe, expect, it, vi } from "vitest";
import type { OfficeState, Session } from "../bindings";
import { call } from "./call";
import { answer, asked, changed, failure, forget, later, reloadPage, settled } from "./fake_host";
import { office } from "./office.svelte";
import { go } from "./route.svelte";

vi.mock("./host", () => import("./fake_host"));

const dana: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", email: "dana@example.org", role: "Owner", role_name: "owner", reach: "everyone", masked: false, theme: "day", idle_minutes: 15, recovery_unconfirmed: false, office: "Safelife", permissions: ["leads.view"], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0, failed_at: null };
const luis: Session = { ...dana, account: 2, name: "Luis Ortega", user_name: "luis", theme: "dusk" };
const closed: OfficeState = { phase: "sign_in", folder: "/offices/safelife", name: "Safelife", people: [], session: null, problem: null, version: "0.1.0", locked: null };
const open = (session: Session): OfficeState => ({ ...closed, phase: "ready", session });
const locked = { ...closed, locked: { user_name: "dana", name: "Dana Whitfield", why: "idle", sentence: "Locked." } };

/** What the core answers from now on, without telling of it. */
function now(state: OfficeState): void {
  answer("office_state", () => state);
}
async function told(state: OfficeState, ...tables: string[]): Promise<void> {
  now(state);
  changed(...tables);
  await settled();
}

beforeEach(async () => {
  forget();
  reloadPage.mockClear();
  answer("lock", () => null);
  answer("sign_out", () => null);
  now(closed);
  await office.stopShowingCode();
  // A session of an earlier test has left at this load; the next takes up the closed office.
  await office.load();
  go("/");
  reloadPage.mockClear();
});

describe("the session of all windows", () => {
  it("opens every window at the notice that it began, in the person's own theme", async () => {
    await told(open(dana), "session");
    expect([office.session?.name, reloadPage.mock.calls.length]).toEqual(["Dana Whitfield", 0]);
    expect(document.documentElement.dataset.theme).toBe("day");
  });

  it("leaves every window empty at the notice that it ended, and keeps the address alone", async () => {
    await told(open(dana), "session");
    go("/leads/7");
    await told(locked, "session");
    expect([office.state, office.session, reloadPage.mock.calls.length]).toEqual([null, null, 1]);
    expect(location.hash).toBe("#/leads/7");
  });

  it("leaves the window empty when somebody else is signed in by now", async () => {
    await told(open(dana), "session");
    go("/leads/7");
    await told(open(luis), "session");
    expect([office.state, reloadPage.mock.calls.length, location.hash]).toEqual([null, 1, "#/"]);
  });

  it("finds out by a call that is answered so, too", async () => {
    await told(open(dana), "session");
    now(locked);
    answer("dashboard", () => Promise.reject(failure("signed_out", "Sign in again.")));
    await call("dashboard", {}).catch(() => undefined);
    await settled();
    expect(reloadPage).toHaveBeenCalledOnce();
  });

  it("returns the same person to their page, and begins at the first one for another", async () => {
    await told(locked, "session");
    go("/leads/7");
    await told(open(dana), "session");
    expect(location.hash).toBe("#/leads/7");
    now(locked);
    await office.load();
    await office.load();
    await told(open(luis), "session");
    expect(location.hash).toBe("#/");
  });

  it("begins at the first page after a sign-out by hand", async () => {
    await told(open(dana), "session");
    go("/leads/7");
    now(closed);
    await office.signOut();
    expect([location.hash, reloadPage.mock.calls.length]).toEqual(["#/", 1]);
  });

  it("takes up a changed role at once, with the screen as it is", async () => {
    await told(open(dana), "session");
    expect(office.can("leads.create")).toBe(false);
    await told(open({ ...dana, permissions: ["leads.view", "leads.create"] }), "role_permissions");
    expect([office.can("leads.create"), reloadPage.mock.calls.length]).toEqual([true, 0]);
  });

  it("asks once more, not often, when many notices come at once", async () => {
    const first = later<OfficeState>();
    answer("office_state", () => first.promise);
    const before = asked.length;
    for (let notice = 0; notice < 5; notice += 1) changed("session");
    now(open(dana));
    first.resolve(closed);
    await settled();
    expect(asked.length - before).toBe(2);
    expect(office.session?.name).toBe("Dana Whitfield");
  });
});

describe("a new recovery code", () => {
  const code = { code: "7KQ2-*", officeName: "Safelife", lead: "Keep it.", onward: "Open the office", testid: "code" };

  it("stays through every notice until it was written down", async () => {
    office.showCode(code);
    await told(open(dana), "session");
    await told(locked, "session");
    expect([office.newCode, office.state?.phase]).toEqual([code, "sign_in"]);
    now(open(dana));
    await office.stopShowingCode();
    expect([office.newCode, office.session?.name]).toEqual([null, "Dana Whitfield"]);
  });
});
