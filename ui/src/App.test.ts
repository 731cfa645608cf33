import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "./App.svelte";
import type { NewOffice, OfficeState, Session } from "./bindings";
import { answer, asked, changed, chooseSave, failure, forget, settled } from "./shared/fake_host";
import { office } from "./shared/office.svelte";

vi.mock("./shared/host", () => import("./shared/fake_host"));
// What the window shows as a whole is tried here; the frame around the pages has tests of its own.
vi.mock("./Shell.svelte", () => import("./shared/kit/Lamp.svelte"));

const code = "7KQ2-9XWP-0TSK-4HVN-M2QA-X8RD-C3FE-90GZ-*";
const session: Session = { account: 1, name: "Dana Whitfield", user_name: "dana", email: "dana@example.org", role: "Owner", role_name: "owner", reach: "everyone", masked: false, theme: "system", idle_minutes: 15, recovery_unconfirmed: true, office: "Safelife", permissions: [], started_at: "2026-11-21T09:00:00.000Z", failed_before: 0, failed_at: null };
const fresh: OfficeState = { phase: "first_run", folder: "/offices/safelife", name: null, people: [], session: null, problem: null, version: "0.1.0", locked: null };
const ready: OfficeState = { ...fresh, phase: "ready", name: "Safelife", session };

async function type(testid: string, value: string): Promise<void> {
  await fireEvent.input(screen.getByTestId(testid), { target: { value } });
}
async function press(testid: string): Promise<void> {
  await fireEvent.click(screen.getByTestId(testid));
  await settled();
  await tick();
}
const confirm = async (): Promise<void> => {
  await fireEvent.submit(screen.getByTestId("recovery-open"));
  await settled();
  await tick();
};

/** Goes through the first run until the code is on the screen. */
async function found(): Promise<void> {
  answer("office_state", () => fresh);
  await office.stopShowingCode();
  await office.load();
  render(App);
  await settled();
  await tick();
  await type("first-run-office-name", "Safelife");
  await press("first-run-next");
  await type("first-run-owner-name", "Dana Whitfield");
  await type("first-run-email", "dana@example.org");
  await type("first-run-password", "porch light is on");
  await type("first-run-password-again", "porch light is on");
  await press("first-run-next");
  await press("first-run-next");
  answer("office_state", () => ready);
}
const askedGroup = (): number => Number(screen.getByTestId("recovery-confirm").dataset.group) - 1;

beforeEach(() => {
  forget();
  answer("pipelines", () => [{ name: "care", label: "Care intake", sentence: "Calls.", stages: [] }]);
  answer("password_advice", () => ({ score: 3, sentence: null }));
  answer("office_create", () => ({ session, recovery_code: code }));
  answer("recovery_confirm", ({ group, typed }: { group: number; typed: string }) => {
    if (typed !== code.split("-")[group]) throw failure("invalid", "This is not that group of the code.", "typed");
    return null;
  });
});
afterEach(cleanup);

describe("the recovery code of a new office", () => {
  it("is shown once the office was made, and nothing takes it away", async () => {
    await found();
    expect(asked.filter(({ name }) => name === "office_create").map(({ input }) => input as NewOffice)).toEqual([
      { name: "Safelife", owner: { name: "Dana Whitfield", user_name: "dana", email: "dana@example.org", password: "porch light is on" }, pipeline: "care" },
    ]);
    expect(screen.getByTestId("recovery-code").getAttribute("aria-label")).toContain(code.replaceAll("-", ", "));
    changed("session");
    await fireEvent.focus(window);
    await settled();
    await tick();
    expect(screen.getByTestId("first-run-code")).toBeTruthy();
    expect(office.session).toBeNull();
  });

  it("lets nobody in before the asked group was typed back", async () => {
    await found();
    await confirm();
    expect(screen.getByTestId("recovery-confirm-error").textContent).toContain(`Type group ${askedGroup() + 1}`);
    await type("recovery-confirm", "ZZZZ");
    await confirm();
    expect(screen.getByTestId("recovery-confirm-error").textContent).toBe("This is not that group of the code.");
    expect(office.session).toBeNull();
    const group = askedGroup();
    await type("recovery-confirm", code.split("-")[group] ?? "");
    await confirm();
    expect(asked.filter(({ name }) => name === "recovery_confirm").at(-1)?.input).toEqual({ group, typed: code.split("-")[group] });
    expect(screen.queryByTestId("recovery-code")).toBeNull();
    expect(office.session?.name).toBe("Dana Whitfield");
  });

  it("is saved as a PDF where the person says, and says why when it cannot be", async () => {
    await found();
    await press("recovery-pdf");
    expect(asked.some(({ name }) => name === "paper_save")).toBe(false);
    chooseSave.mockResolvedValue("/media/stick/code.pdf");
    answer("paper_save", () => Promise.reject(failure("disk", "The stick is full. Choose another place.")));
    await press("recovery-pdf");
    expect(screen.getByTestId("recovery-problem").textContent).toContain("stick is full");
    answer("paper_save", ({ path }: { path: string }) => ({ path }));
    await press("recovery-pdf");
    expect(asked.filter(({ name }) => name === "paper_save").at(-1)?.input).toEqual({ paper: "recovery", code, path: "/media/stick/code.pdf" });
    expect(screen.getByTestId("recovery-saved").textContent).toContain("/media/stick/code.pdf");
  });

  it("stays readable when the office was locked meanwhile, and leads to the sign-in", async () => {
    await found();
    answer("recovery_confirm", () => Promise.reject(failure("signed_out", "Sign in again.")));
    answer("office_state", () => ({ ...ready, phase: "sign_in", session: null }));
    await type("recovery-confirm", "7KQ2");
    await confirm();
    expect(screen.getByTestId("recovery-code")).toBeTruthy();
    expect(screen.getByTestId("recovery-not-confirmed").textContent).toContain("locked meanwhile");
    await press("recovery-sign-in");
    expect(screen.getByTestId("sign-in")).toBeTruthy();
  });
});

describe("the way back by the recovery code", () => {
  it("sets a new password, shows the new code, and opens the office when it was typed back", async () => {
    answer("office_state", () => ({ ...ready, phase: "sign_in", session: null }));
    answer("recover", () => ({ session, recovery_code: code }));
    await office.load();
    if (!office.state) await office.load();
    render(App);
    await settled();
    await tick();
    await press("sign-in-recover");
    await type("sign-in-code", "0000-*");
    await type("sign-in-new-password", "porch light is on");
    await type("sign-in-new-password-again", "porch light is on");
    await press("sign-in-recovery-submit");
    expect(screen.getByTestId("sign-in-new-code")).toBeTruthy();
    answer("office_state", () => ready);
    await type("recovery-confirm", code.split("-")[askedGroup()] ?? "");
    await confirm();
    expect(office.session?.name).toBe("Dana Whitfield");
  });
});
