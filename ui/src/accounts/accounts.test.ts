import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NewOffice, OfficeState, Session, SignIn as SignInInput } from "../bindings";
import { answer, asked, failure, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import FirstRun from "./FirstRun.svelte";
import SignIn from "./SignIn.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const session: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", role: "Administrator", office: "Safelife", permissions: [], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0 };
const closed: OfficeState = { phase: "sign_in", folder: "/offices/safelife", name: "Safelife", people: [{ user_name: "dana", name: "Dana Whitfield" }, { user_name: "luis", name: "Luis Ortega" }], session: null, problem: null, version: "0.1.0" };

beforeEach(() => {
  forget();
  answer("pipelines", () => [{ name: "care", label: "Care intake", sentence: "Calls.", stages: [] }, { name: "tracklie", label: "Desk", sentence: "Deals.", stages: [] }]);
  answer("password_advice", () => ({ score: 3, sentence: null }));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

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

  it("creates the office once and opens it only when the code was typed back", async () => {
    answer("office_create", () => ({ session, recovery_code: "7KQ2M-9XWPT-0TSK" }));
    answer("office_state", () => ({ ...closed, phase: "ready", session }));
    await fillToTheEnd();
    await press("first-run-next");
    const created = asked.filter((each) => each.name === "office_create").map((each) => each.input as NewOffice);
    expect(created).toEqual([{ name: "Safelife", owner: { name: "Dana Whitfield", user_name: "dana", email: "dana@example.org", password: "porch light is on" }, pipeline: "tracklie" }]);
    const open = screen.getByTestId("recovery-open") as HTMLButtonElement;
    expect(open.disabled).toBe(true);
    await type("recovery-confirm", "9XWP");
    expect(open.disabled).toBe(true);
    await type("recovery-confirm", "otsk");
    expect(open.disabled).toBe(false);
    await fireEvent.click(open);
    await settled();
    expect(office.session?.name).toBe("Dana Whitfield");
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
    answer("office_state", () => closed);
    await office.load();
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
});

describe("a session that ends by itself", () => {
  it("asks for the password again and remembers whose screen it was", async () => {
    answer("office_state", () => ({ ...closed, phase: "ready", session }));
    await office.load();
    answer("dashboard", () => Promise.reject(failure("signed_out", "Sign in again.")));
    const { call } = await import("../shared/call");
    await call("dashboard", {}).catch(() => undefined);
    expect(office.state?.phase).toBe("sign_in");
    expect(office.interrupted?.name).toBe("Dana Whitfield");
    render(SignIn);
    expect(screen.getByTestId("sign-in-interrupted").textContent).toContain("kept");
    await office.begin(session);
    expect([office.state?.phase, office.interrupted]).toEqual(["ready", null]);
  });
});
