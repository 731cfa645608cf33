import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OfficeState, Session, SessionRow } from "../bindings";
import { answer, asked, changed, failure, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import { go, route } from "../shared/route.svelte";
import AccountPage from "./AccountPage.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const session: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", email: "dana@example.org", role: "Owner", role_name: "owner", reach: "everyone", masked: false, theme: "dusk", idle_minutes: 15, recovery_unconfirmed: false, office: "Safelife", permissions: [], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0, failed_at: null };
const ready: OfficeState = { phase: "ready", folder: "/offices/safelife", name: "Safelife", people: [], session, problem: null, version: "0.1.0", locked: null };
const row = (number: number, more: Partial<SessionRow> = {}): SessionRow => ({ session: number, who: "Dana Whitfield", computer: `PC-${number}`, system_user: "dana", way_in: "window", started_at: "2026-11-20T09:00:00.000Z", ended_at: "2026-11-20T17:00:00.000Z", why_ended: "Signed out", is_this: false, ...more });

let rows: SessionRow[];

async function show(more: Partial<Session> = {}): Promise<void> {
  answer("office_state", () => ({ ...ready, session: { ...session, ...more } }));
  await office.load();
  render(AccountPage);
  await settled();
  await tick();
}
async function type(testid: string, value: string): Promise<void> {
  await fireEvent.input(screen.getByTestId(testid), { target: { value } });
}
async function press(testid: string): Promise<void> {
  await fireEvent.click(screen.getByTestId(testid));
  await settled();
  await tick();
}
const value = (testid: string): string => (screen.getByTestId(testid) as HTMLInputElement).value;
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);

beforeEach(() => {
  forget();
  go("/account");
  rows = [row(3, { ended_at: null, why_ended: null, is_this: true }), row(2, { ended_at: null, why_ended: null }), row(1)];
  answer("password_advice", () => ({ score: 3, sentence: null }));
  answer("sessions", () => ({ total: rows.length, from: 0, rows }));
  answer("theme_choose", () => null);
});
afterEach(async () => {
  cleanup();
  await office.stopShowingCode();
});

describe("one's own name and address", () => {
  it("are saved when something is different, and follow the account while nothing is typed", async () => {
    answer("profile_change", () => ({ operation: 4, sentence: "Your account was changed" }));
    await show();
    const save = screen.getByTestId("account-profile-save") as HTMLButtonElement;
    expect([value("account-name"), value("account-email"), save.disabled]).toEqual(["Dana Whitfield", "dana@example.org", true]);
    await type("account-email", "dana@safelife.example");
    answer("office_state", () => ({ ...ready, session: { ...session, name: "Dana W. Whitfield" } }));
    changed("accounts");
    await settled();
    await tick();
    expect([value("account-name"), value("account-email")]).toEqual(["Dana W. Whitfield", "dana@safelife.example"]);
    await press("account-profile-save");
    expect(inputs("profile_change")).toEqual([{ name: "Dana W. Whitfield", email: "dana@safelife.example" }]);
  });

  it("show the core's refusal beside the field", async () => {
    answer("profile_change", () => Promise.reject(failure("invalid", "Somebody else has this address.", "email")));
    await show();
    await type("account-email", "luis@example.org");
    await press("account-profile-save");
    expect(screen.getByTestId("account-email-error").textContent).toBe("Somebody else has this address.");
    expect(value("account-email")).toBe("luis@example.org");
  });
});

describe("the look", () => {
  it("changes at once and is kept for the person", async () => {
    await show();
    await press("account-theme-day");
    expect(document.documentElement.dataset.theme).toBe("day");
    expect(inputs("theme_choose")).toEqual([{ theme: "day" }]);
  });
});

describe("the password", () => {
  it("is changed with the present one, and the fields are emptied", async () => {
    answer("password_change", () => ({ operation: 5, sentence: "Your password was changed" }));
    await show();
    await press("account-password-save");
    expect(screen.getByTestId("account-old-password-error").textContent).toContain("have now");
    await type("account-old-password", "porch light is on");
    await type("account-new-password", "the porch light is off");
    await type("account-new-password-again", "the porch light is off");
    await press("account-password-save");
    expect(inputs("password_change")).toEqual([{ old_password: "porch light is on", password: "the porch light is off" }]);
    expect(["account-old-password", "account-new-password", "account-new-password-again"].map(value)).toEqual(["", "", ""]);
  });

  it("says beside the present one that it is not right", async () => {
    answer("password_change", () => Promise.reject(failure("invalid", "This is not your present password.", "old_password")));
    await show();
    await type("account-old-password", "wrong");
    await type("account-new-password", "the porch light is off");
    await type("account-new-password-again", "the porch light is off");
    await press("account-password-save");
    expect(screen.getByTestId("account-old-password-error").textContent).toBe("This is not your present password.");
    expect(value("account-new-password")).toBe("the porch light is off");
  });
});

describe("the sessions", () => {
  it("are listed with what they are, and only an open one elsewhere can be ended", async () => {
    answer("session_end", () => ({ operation: 6, sentence: "A session of Dana Whitfield ended" }));
    await show();
    expect(within(screen.getByTestId("session-3")).getByTestId("session-this")).toBeTruthy();
    expect(screen.getByTestId("session-1").textContent).toContain("Signed out");
    expect(["session-end-3", "session-end-1"].map((id) => screen.queryByTestId(id))).toEqual([null, null]);
    await press("session-end-2");
    expect(inputs("session_end")).toEqual([{ session: 2 }]);
    rows = [rows[0] as SessionRow, row(2, { why_ended: "Ended by Dana Whitfield" }), row(1)];
    changed("operations");
    await settled();
    await tick();
    expect(screen.getByTestId("session-2").textContent).toContain("Ended by Dana Whitfield");
    expect(screen.queryByTestId("session-end-2")).toBeNull();
  });

  it("are a few at first, and all when asked for", async () => {
    rows = Array.from({ length: 12 }, (_, index) => row(12 - index));
    await show();
    expect(screen.getByTestId("sessions").querySelectorAll("tbody tr")).toHaveLength(8);
    await press("account-sessions-more");
    expect(screen.getByTestId("sessions").querySelectorAll("tbody tr")).toHaveLength(12);
    expect(screen.queryByTestId("account-sessions-more")).toBeNull();
  });
});

describe("the recovery code", () => {
  it("is the owner's alone", async () => {
    await show({ role_name: "administrator" });
    expect(screen.queryByTestId("account-recovery")).toBeNull();
  });

  it("is made anew with the password and then stands in place of everything else", async () => {
    answer("recovery_renew", ({ password }: { password: string }) => {
      if (password !== "porch light is on") throw failure("invalid", "This is not your password.", "password");
      return { recovery_code: "7KQ2-*" };
    });
    await show();
    await press("account-recovery-new");
    expect(document.activeElement).toBe(screen.getByTestId("account-recovery-password"));
    await type("account-recovery-password", "wrong");
    await press("account-recovery-submit");
    expect(screen.getByTestId("account-recovery-password-error").textContent).toBe("This is not your password.");
    await type("account-recovery-password", "porch light is on");
    await press("account-recovery-submit");
    expect(office.newCode?.code).toBe("7KQ2-*");
  });

  it("is asked for at once by who comes from the notice, and can be left", async () => {
    go("/account/recovery");
    await show({ recovery_unconfirmed: true });
    expect(screen.getByTestId("account-recovery-password")).toBeTruthy();
    await press("account-recovery-cancel");
    expect([route.page, route.rest, screen.queryByTestId("account-recovery-password")]).toEqual(["account", [], null]);
  });
});
