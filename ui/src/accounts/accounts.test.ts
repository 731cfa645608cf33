import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OfficeState, Session, SignIn as SignInInput } from "../bindings";
import { answer, asked, changed, failure, forget, settled } from "../shared/fake_host";
import Toasts from "../shared/kit/Toasts.svelte";
import { office } from "../shared/office.svelte";
import FirstRun from "./FirstRun.svelte";
import SignIn from "./SignIn.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const session: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", role: "Administrator", office: "Safelife", permissions: [], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0, failed_at: null, email: "dana@example.org", role_name: "administrator", reach: "everyone", masked: false, theme: "system", idle_minutes: 15, recovery_unconfirmed: false };
const closed: OfficeState = { phase: "sign_in", folder: "/offices/safelife", name: "Safelife", people: [{ user_name: "dana", name: "Dana Whitfield" }, { user_name: "luis", name: "Luis Ortega" }], session: null, problem: null, version: "0.1.0", locked: null };

beforeEach(() => {
  forget();
  answer("pipelines", () => [{ name: "care", label: "Care intake", sentence: "Calls.", stages: [] }, { name: "tracklie", label: "Desk", sentence: "Deals.", stages: [] }]);
  answer("password_advice", () => ({ score: 3, sentence: null }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** The office as a new window finds it: the screen of an earlier session is left first. */
async function find(state: OfficeState): Promise<void> {
  answer("office_state", () => state);
  await office.load();
  if (!office.state) await office.load();
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

async function fillToTheEnd(): Promise<void> {
  render(FirstRun);
  await type("first-run-office-name", "Safelife");
  await press("first-run-next");
  await type("first-run-owner-name", "Dana Whitfield");
  await type("first-run-email", "dana@example.org");
  await type("first-run-password", "porch light is on");
  await type("first-run-password-again", "porch light is on");
  await press("first-run-next");
  await fireEvent.click(screen.getByDisplayValue("tracklie"));
}

describe("first run", () => {
  it("does not leave a step with something missing, and keeps what was typed on the way back", async () => {
    render(FirstRun);
    await press("first-run-next");
    expect(screen.getByTestId("first-run-office-name-error").textContent).toContain("name of the office");
    await type("first-run-office-name", "Safelife");
    await press("first-run-next");
    await type("first-run-owner-name", "Dana Whitfield");
    expect(value("first-run-user-name")).toBe("dana");
    await type("first-run-password", "too short");
    await press("first-run-next");
    expect(screen.getByTestId("first-run-password-error").textContent).toContain("9 characters");
    await press("first-run-back");
    expect(value("first-run-office-name")).toBe("Safelife");
    await press("first-run-next");
    expect(value("first-run-owner-name")).toBe("Dana Whitfield");
    expect(value("first-run-password")).toBe("too short");
  });

  it("goes to the step of the field that the core refused", async () => {
    answer("office_create", () => Promise.reject(failure("invalid", "This user name is taken.", "user_name")));
    await fillToTheEnd();
    await press("first-run-next");
    expect(screen.getByTestId("first-run-step-2")).toBeTruthy();
    expect(screen.getByTestId("first-run-user-name-error").textContent).toBe("This user name is taken.");
    expect(screen.getByTestId("first-run-user-name").getAttribute("aria-invalid")).toBe("true");
  });

  it("shows a failure that belongs to no field where the person is", async () => {
    answer("office_create", () => Promise.reject(failure("disk", "The folder cannot be written. Choose another.")));
    await fillToTheEnd();
    await press("first-run-next");
    expect(screen.getByTestId("first-run-problem").textContent).toContain("cannot be written");
  });
});

describe("sign-in", () => {
  beforeEach(async () => {
    await find(closed);
  });

  it("signs the chosen person in", async () => {
    answer("sign_in", () => session);
    answer("office_state", () => ({ ...closed, phase: "ready", session }));
    render(SignIn);
    await fireEvent.click(screen.getByLabelText("Luis Ortega"));
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect(asked.find((each) => each.name === "sign_in")?.input as SignInInput).toEqual({ user: "luis", password: "porch light is on" });
    expect(office.state?.phase).toBe("ready");
  });

  it("takes somebody else by user name or e-mail", async () => {
    answer("sign_in", () => session);
    render(SignIn);
    await fireEvent.click(screen.getByLabelText("Other"));
    await press("sign-in-submit");
    expect(screen.getByTestId("sign-in-password-error").textContent).toContain("user name");
    await type("sign-in-user", " priya@example.org ");
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect(asked.find((each) => each.name === "sign_in")?.input).toMatchObject({ user: "priya@example.org" });
  });

  it("counts a delay down and lets nobody try before it is over", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    answer("sign_in", () => Promise.reject(failure("sign_in", "The password is not right. Wait 3 seconds, then try again.")));
    render(SignIn);
    await type("sign-in-password", "wrong");
    await press("sign-in-submit");
    const submit = screen.getByTestId("sign-in-submit") as HTMLButtonElement;
    expect(screen.getByTestId("sign-in-password-error").textContent).toContain("Wait 3 seconds");
    expect(submit.disabled).toBe(true);
    vi.advanceTimersByTime(2_000);
    await tick();
    expect(screen.getByTestId("sign-in-password-error").textContent).toContain("Wait 1 second,");
    vi.advanceTimersByTime(1_000);
    await tick();
    expect(submit.disabled).toBe(false);
    expect(asked.filter((each) => each.name === "sign_in")).toHaveLength(1);
  });

  it("tells of failed tries, and when the last of them was", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 10, 21, 16, 0) });
    answer("sign_in", () => ({ ...session, failed_before: 3, failed_at: new Date(2026, 10, 21, 14, 5).toISOString() }));
    render(Toasts);
    render(SignIn);
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect((await screen.findByTestId("toast")).textContent).toContain("3 failed tries since your last sign-in, the last today at 2:05 PM. If that was not you, tell the administrator.");
  });

  it("tells somebody whose account waits that it does, apart from a wrong password", async () => {
    answer("sign_in", () => Promise.reject(failure("refused", "This account waits for approval.")));
    render(SignIn);
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect(screen.getByTestId("sign-in-refused").textContent).toContain("waits for approval");
    expect(screen.queryByTestId("sign-in-password-error")).toBeNull();
    expect(value("sign-in-password")).toBe("");
  });

  it("asks for the name where this computer shows no tiles", async () => {
    await find(({ ...closed, people: [] }));
    render(SignIn);
    expect(screen.queryByRole("radiogroup")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("sign-in-user"));
  });
});

describe("a locked office", () => {
  const locked = { user_name: "luis", name: "Luis Ortega", why: "idle", sentence: "Locked after 15 minutes without a key." };
  beforeEach(async () => {
    answer("sign_in", () => session);
    await find(({ ...closed, locked }));
  });

  it("says whose session it was and why, and asks for their password alone", async () => {
    render(SignIn);
    expect(screen.getByTestId("sign-in-locked-name").textContent).toBe("Luis Ortega");
    expect(screen.getByTestId("sign-in-locked-sentence").textContent).toBe(locked.sentence);
    expect(document.activeElement).toBe(screen.getByTestId("sign-in-password"));
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect(asked.find((each) => each.name === "sign_in")?.input).toMatchObject({ user: "luis" });
  });

  it("lets somebody else in", async () => {
    render(SignIn);
    await press("sign-in-somebody-else");
    expect(screen.queryByTestId("sign-in-locked")).toBeNull();
    await type("sign-in-password", "porch light is on");
    await press("sign-in-submit");
    expect(asked.find((each) => each.name === "sign_in")?.input).toMatchObject({ user: "dana" });
  });
});

describe("asking from the sign-in", () => {
  const words = ["orchard", "velvet", "lantern", "copper", "meadow", "whistle"];
  const sent = { words, sentence: "Tell these words to the administrator." };
  beforeEach(async () => {
    await find(closed);
    render(SignIn);
  });
  afterEach(() => office.stopShowingCode());

  async function fillAccount(): Promise<void> {
    await press("sign-in-ask");
    await type("ask-account-name", "Ana Reyes");
    await type("ask-account-email", "ana@example.org");
    await type("ask-account-password", "porch light is on");
    await type("ask-account-password-again", "porch light is on");
  }

  it("says beside each field what is missing", async () => {
    await press("sign-in-ask");
    await press("ask-account-submit");
    const said = ["name", "user-name", "email", "password"].map((field) => screen.queryByTestId(`ask-account-${field}-error`) !== null);
    expect(said).toEqual([true, true, true, true]);
    expect(asked.some(({ name }) => name === "account_ask")).toBe(false);
  });

  it("sends the request, shows the six words, and keeps them until the person goes back", async () => {
    answer("account_ask", () => sent);
    await fillAccount();
    await press("ask-account-submit");
    expect(asked.find(({ name }) => name === "account_ask")?.input).toEqual({ name: "Ana Reyes", user_name: "ana", email: "ana@example.org", password: "porch light is on" });
    expect([...screen.getByTestId("six-words").children].map((each) => each.lastChild?.textContent)).toEqual(words);
    expect(screen.getByTestId("six-words-sentence").textContent).toBe(sent.sentence);
    const before = asked.length;
    changed("session");
    await settled();
    expect(asked.length).toBe(before);
    await press("six-words-back");
    expect(screen.getByTestId("sign-in")).toBeTruthy();
  });

  it("puts the core's refusal beside its field and keeps what was typed", async () => {
    answer("account_ask", () => Promise.reject(failure("invalid", "This code is not right.", "invitation")));
    await fillAccount();
    await type("ask-account-invitation", "ABCD");
    await press("ask-account-submit");
    expect(screen.getByTestId("ask-account-invitation-error").textContent).toBe("This code is not right.");
    expect(value("ask-account-name")).toBe("Ana Reyes");
    expect(asked.find(({ name }) => name === "account_ask")?.input).toMatchObject({ invitation: "ABCD" });
  });

  it("asks for a new password of the person that was chosen", async () => {
    answer("password_reset_ask", () => sent);
    await fireEvent.click(screen.getByLabelText("Luis Ortega"));
    await press("sign-in-forgotten");
    expect(value("ask-reset-user")).toBe("luis");
    await type("ask-reset-password", "porch light is on");
    await press("ask-reset-submit");
    expect(screen.getByTestId("ask-reset-password-again-error").textContent).toContain("second time");
    await type("ask-reset-password-again", "porch light is on");
    await press("ask-reset-submit");
    expect(asked.find(({ name }) => name === "password_reset_ask")?.input).toEqual({ user: "luis", password: "porch light is on" });
    expect(screen.getByTestId("ask-reset-sent")).toBeTruthy();
  });
});
