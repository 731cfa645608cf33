import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AccountRow, OfficeState, People, RequestRow, Session } from "../../bindings";
import { answer, asked, changed, failure, forget, later, settled } from "../../shared/fake_host";
import { office } from "../../shared/office.svelte";
import { go, route } from "../../shared/route.svelte";
import PeoplePage from "../PeoplePage.svelte";
import { mayApprove, missing, place, presence } from "./words";

vi.mock("../../shared/host", () => import("../../shared/fake_host"));

const account = (more: Partial<AccountRow> = {}): AccountRow => ({ account: 2, user_name: "luis", name: "Luis Ortega", email: "luis@example.org", role: "caller", role_label: "Caller", state: "active", team: null, team_name: "", partner: null, partner_name: "", partner_all: false, last_sign_in: null, open_sessions: 0, failed_tries: 0, is_me: false, fixed: null, ...more });
const request = (more: Partial<RequestRow> = {}): RequestRow => ({ request: "a1", kind: "account", user_name: "nadia", name: "Nadia Brooks", email: "", asked_at: "2026-11-21T09:00:00.000Z", computer: "front-desk", words: ["one two three four five six", "sun moon star sky rain wind", "red blue green gold grey pink"], invited_as: null, invited_role: null, ...more });
const ROLES = [{ role: "caller", label: "Caller", reach: "assigned", sentence: "Calls the leads assigned to it." }, { role: "manager", label: "Manager", reach: "everyone", sentence: "Sees all leads." }];
const none: People = { accounts: [], requests: [], requests_problem: null, invitations: [], roles: ROLES, teams: [], partners: [] };
const done = (sentence: string, operation = 9) => ({ operation, sentence });
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const button = (testid: string): HTMLButtonElement => screen.getByTestId(testid) as HTMLButtonElement;

let people: People;

async function show(path = "/people", permissions = ["accounts.edit", "accounts.approve"]): Promise<void> {
  const session = { account: 1, name: "Dana Whitfield", permissions, office: "Safelife" } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
  go(path);
  render(PeoplePage);
  await act();
}
async function act(): Promise<void> {
  await settled();
  await tick();
  await settled();
}
async function press(testid: string): Promise<void> {
  await fireEvent.click(screen.getByTestId(testid));
  await act();
}
async function choose(testid: string, value: string): Promise<void> {
  await fireEvent.change(screen.getByTestId(testid), { target: { value } });
  await act();
}
async function fromMenu(testid: string): Promise<void> {
  await fireEvent.keyDown(screen.getByTestId("account-menu"), { key: "Enter" });
  await fireEvent.click(await screen.findByTestId(testid));
  await act();
}
async function chooseWords(index: number): Promise<void> {
  await fireEvent.click(screen.getByTestId(`request-words-${index}`).querySelector("input") as HTMLInputElement);
  await act();
}

beforeEach(() => {
  forget();
  people = none;
  answer("people", () => people);
});
afterEach(cleanup);

describe("a request", () => {
  it("that cannot be read is said above the people", async () => {
    people = { ...none, requests_problem: "The requests that waited cannot be read." };
    await show();
    expect(screen.getByTestId("requests-problem").textContent).toContain("cannot be read");
  });

  it("is approved with the words that were told and a role, and not before", async () => {
    people = { ...none, requests: [request()] };
    answer("account_approve", () => ((people = none), done("Nadia Brooks can sign in now.")));
    await show();
    expect(button("request-approve").disabled).toBe(true);
    await choose("request-role", "caller");
    expect(button("request-approve").disabled).toBe(true);
    await chooseWords(1);
    await press("request-approve");
    expect(inputs("account_approve")).toEqual([{ request: "a1", role: "caller", words: "sun moon star sky rain wind" }]);
    changed("inbox");
    await act();
    expect(screen.queryByTestId("request-card")).toBeNull();
  });

  it("whose words nobody told is only to be declined", async () => {
    people = { ...none, requests: [request()] };
    answer("account_decline", () => done("Declined."));
    await show();
    await chooseWords(3);
    expect(screen.getByTestId("request-doubt").textContent).toContain("may not come from Nadia");
    expect(screen.queryByTestId("request-approve")).toBeNull();
    await press("request-decline");
    expect(inputs("account_decline")).toEqual([{ request: "a1" }]);
  });

  it("says why it was refused and stays", async () => {
    people = { ...none, requests: [request({ kind: "reset" })] };
    answer("account_approve", () => Promise.reject(failure("invalid", "These are not the words of this request.", "words")));
    await show();
    expect(screen.queryByTestId("request-role")).toBeNull();
    await chooseWords(0);
    await press("request-approve");
    expect(screen.getByTestId("request-problem").textContent).toContain("not the words");
    expect(button("request-approve").disabled).toBe(false);
  });

  it("with an invitation needs no words and has its role", async () => {
    people = { ...none, requests: [request({ words: [], invited_as: "Caller", invited_role: "caller" })] };
    answer("account_approve", () => done("Done."));
    await show();
    expect(screen.getByTestId("request-invited").textContent).toBe("Invited as Caller. The code is right.");
    await press("request-approve");
    expect(inputs("account_approve")).toEqual([{ request: "a1", role: "caller", words: "" }]);
  });

  it("is not shown to who may not approve", async () => {
    people = { ...none, requests: [request()] };
    await show("/people", ["accounts.edit"]);
    expect(screen.queryByTestId("requests")).toBeNull();
  });
});

describe("an account in the list", () => {
  it("gets another role at once, and keeps the old one when the core refuses", async () => {
    people = { ...none, accounts: [account()] };
    answer("account_role", () => done("Luis Ortega is Manager now."));
    await show();
    await choose("account-role", "manager");
    expect(inputs("account_role")).toEqual([{ account: 2, role: "manager" }]);
    answer("account_role", () => Promise.reject(failure("refused", "Only the owner may do this.")));
    await choose("account-role", "caller");
    await choose("account-role", "manager");
    expect((screen.getByTestId("account-role") as HTMLSelectElement).value).toBe("caller");
  });

  it("says why it cannot be changed, instead of the controls", async () => {
    people = { ...none, accounts: [account({ fixed: "This is the last owner. Make somebody else owner first." })] };
    await show();
    expect(screen.getByTestId("account-fixed").textContent).toContain("last owner");
    expect(screen.queryByTestId("account-role")).toBeNull();
    await fireEvent.keyDown(screen.getByTestId("account-menu"), { key: "Enter" });
    expect(await screen.findByTestId("account-place")).toBeTruthy();
    expect(screen.queryByTestId("account-disable")).toBeNull();
  });

  it("is disabled after one question that says what happens, and the question waits for the end", async () => {
    people = { ...none, accounts: [account()] };
    const end = later<unknown>();
    answer("account_disable", () => end.promise);
    await show();
    await fromMenu("account-disable");
    expect(screen.getByTestId("disable-dialog").textContent).toContain("key is changed");
    await press("disable-confirm");
    expect([button("disable-confirm").disabled, button("disable-cancel").disabled]).toEqual([true, true]);
    end.resolve(done("Luis Ortega is disabled."));
    await act();
    expect(screen.queryByTestId("disable-dialog")).toBeNull();
    expect(inputs("account_disable")).toEqual([{ account: 2 }]);
  });

  it("is put into a team and a partner organisation", async () => {
    people = { ...none, accounts: [account()], teams: [{ team: 4, name: "Northeast", lead: null, lead_name: "", members: 0 }], partners: [{ partner: 6, name: "Senior Center", accounts: 0, leads: 0 }] };
    answer("account_place", () => done("Placed."));
    await show();
    await fromMenu("account-place");
    await choose("place-team", "4");
    await choose("place-partner", "6");
    await press("place-partner-all");
    await press("place-save");
    expect(inputs("account_place")).toEqual([{ account: 2, team: 4, partner: 6, partner_all: true }]);
    expect(screen.queryByTestId("place-dialog")).toBeNull();
  });

  it("that is disabled can be enabled", async () => {
    people = { ...none, accounts: [account({ state: "disabled" })] };
    answer("account_enable", () => done("Enabled."));
    await show();
    expect(screen.queryByTestId("account-role")).toBeNull();
    await fromMenu("account-enable");
    expect(inputs("account_enable")).toEqual([{ account: 2 }]);
  });
});

describe("an invitation", () => {
  it("shows its code once and is then listed", async () => {
    answer("invitation_make", () => ((people = { ...none, invitations: [{ invitation: 3, name: "Otis Fenwick", role_label: "Caller", made_by: "Dana Whitfield", made_at: "2026-11-21T09:00:00.000Z", expires_at: "2026-11-28T09:00:00.000Z" }] }), { code: "7KQ2-9XWP", role: "caller", name: "Otis Fenwick", expires_at: "2026-11-28T09:00:00.000Z" }));
    answer("invitation_revoke", () => done("Revoked."));
    await show("/people/invitations");
    await fireEvent.input(screen.getByTestId("invitation-name"), { target: { value: " Otis Fenwick " } });
    await choose("invitation-role", "caller");
    await press("invitation-make");
    expect(inputs("invitation_make")).toEqual([{ name: "Otis Fenwick", role: "caller" }]);
    expect(screen.getByTestId("invitation-code").getAttribute("aria-label")).toBe("Code: 7KQ2, 9XWP");
    expect(screen.getByTestId("invitation-dialog").textContent).toContain("as Caller");
    await press("invitation-done");
    expect(screen.queryByTestId("invitation-code")).toBeNull();
    changed("invitations");
    await act();
    await press("invitation-revoke");
    expect(inputs("invitation_revoke")).toEqual([{ invitation: 3 }]);
  });
});

describe("teams and partners", () => {
  it("a team is added, renamed with its lead kept, given a lead, and deleted", async () => {
    people = { ...none, accounts: [account()], teams: [{ team: 4, name: "Northeast", lead: 2, lead_name: "Luis Ortega", members: 1 }] };
    answer("team_save", () => done("Saved."));
    answer("team_delete", () => done("Deleted."));
    await show("/people/teams");
    await press("team-add");
    await fireEvent.input(screen.getByTestId("team-dialog-name"), { target: { value: "Evening" } });
    await press("team-dialog-save");
    await press("team-rename");
    await fireEvent.input(screen.getByTestId("team-dialog-name"), { target: { value: "North" } });
    await press("team-dialog-save");
    await choose("team-lead", "");
    await press("team-delete");
    expect(inputs("team_save")).toEqual([{ team: null, name: "Evening", lead: null }, { team: 4, name: "North", lead: 2 }, { team: 4, name: "Northeast", lead: null }]);
    expect(inputs("team_delete")).toEqual([{ team: 4 }]);
  });

  it("a name that is taken is said in the dialog, which stays", async () => {
    answer("team_save", () => Promise.reject(failure("invalid", "There is a team of this name already.", "name")));
    await show("/people/teams");
    await press("team-add");
    await press("team-dialog-save");
    expect(screen.getByTestId("team-dialog-name-error").textContent).toBe("Type a name.");
    await fireEvent.input(screen.getByTestId("team-dialog-name"), { target: { value: "North" } });
    await press("team-dialog-save");
    expect(screen.getByTestId("team-dialog-name-error").textContent).toContain("already");
  });

  it("partners are only read without the permission", async () => {
    people = { ...none, partners: [{ partner: 6, name: "Senior Center", accounts: 2, leads: 1248 }] };
    await show("/people/partners");
    expect(screen.getByTestId("partner-row").textContent).toContain("1,248");
    expect([screen.queryByTestId("partner-add"), screen.queryByTestId("partner-delete")]).toEqual([null, null]);
  });
});

describe("the tabs", () => {
  it("have addresses of their own", async () => {
    await show("/people/nothing");
    expect(screen.getByTestId("people-tab-people").getAttribute("aria-selected")).toBe("true");
    await press("people-tab-teams");
    expect([route.page, route.rest]).toEqual(["people", ["teams"]]);
    expect(screen.getByTestId("team-empty")).toBeTruthy();
  });

  it("of sessions asks for everybody's", async () => {
    answer("sessions", () => ({ total: 0, from: 0, rows: [] }));
    await show("/people/sessions");
    expect(inputs("sessions")).toEqual([{ everybody: true, from: 0, count: 100 }]);
    expect(screen.getByTestId("sessions-empty")).toBeTruthy();
  });
});

describe("people in words", () => {
  it("says what is missing before an approval", () => {
    const words = request().words[0] ?? "";
    expect([missing(request(), "", "caller"), missing(request(), words, ""), missing(request(), words, "caller")]).toEqual(["Choose the words you were told.", "Choose a role.", ""]);
    expect(mayApprove(request({ kind: "reset" }), words, "")).toBe(true);
    expect(mayApprove(request({ kind: "reset" }), "none", "")).toBe(false);
  });

  it("says where somebody belongs and what is odd", () => {
    expect(place(account({ team_name: "Northeast", partner_name: "Senior Center", partner_all: true }))).toBe("Northeast, Senior Center (all its leads)");
    expect(presence(account({ open_sessions: 1, failed_tries: 1 }))).toBe("1 failed try");
    expect(presence(account({ open_sessions: 2 }))).toBe("signed in now");
    expect(presence(account())).toBe("");
  });
});
