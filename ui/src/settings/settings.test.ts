import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SettingShown } from "../bindings";
import { answer, asked, changed, failure, forget, settled } from "../shared/fake_host";
import SettingsPage from "./SettingsPage.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

let settings: SettingShown[];
const inputs = (): unknown[] => asked.filter((each) => each.name === "setting_change").map(({ input }) => input);
const field = (): HTMLInputElement => screen.getByTestId("setting-idle-minutes") as HTMLInputElement;

async function act(): Promise<void> {
  await settled();
  await tick();
  await settled();
}
async function leaveWith(text: string): Promise<void> {
  await fireEvent.input(field(), { target: { value: text } });
  await fireEvent.blur(field());
  await act();
}

beforeEach(async () => {
  forget();
  settings = [
    { setting: "idle_minutes", label: "Lock when nobody is there", sentence: "After so long.", kind: "number", value: "15", least: 1, most: 480, unit: "minutes" },
    { setting: "tiles", label: "Show who signed in here", sentence: "On the sign-in screen.", kind: "switch", value: "yes", least: 0, most: 0, unit: "" },
  ];
  answer("settings", () => settings);
  answer("setting_change", () => ({ operation: 3, sentence: "Saved." }));
  render(SettingsPage);
  await act();
});
afterEach(cleanup);

describe("a setting", () => {
  it("is saved when its field is left, and only when it is different", async () => {
    await leaveWith("15");
    expect(inputs()).toEqual([]);
    await leaveWith(" 20 ");
    expect(inputs()).toEqual([{ setting: "idle_minutes", value: "20" }]);
  });

  it("that is refused says so beside the field and keeps what was typed", async () => {
    answer("setting_change", () => Promise.reject(failure("invalid", "Type a number from 1 to 480.", "value")));
    await leaveWith("0");
    expect(screen.getByTestId("setting-idle-minutes-error").textContent).toBe("Type a number from 1 to 480.");
    expect([field().value, field().getAttribute("aria-invalid")]).toEqual(["0", "true"]);
    await fireEvent.keyDown(field(), { key: "Escape" });
    expect([field().value, screen.queryByTestId("setting-idle-minutes-error")]).toEqual(["15", null]);
  });

  it("follows what somebody else chose", async () => {
    settings = settings.map((each) => (each.setting === "idle_minutes" ? { ...each, value: "30" } : each));
    changed("settings");
    await act();
    expect(field().value).toBe("30");
  });

  it("of a switch is saved at once and springs back when it was refused", async () => {
    await fireEvent.click(screen.getByTestId("setting-tiles"));
    await act();
    expect(inputs()).toEqual([{ setting: "tiles", value: "no" }]);
    answer("setting_change", () => Promise.reject(failure("refused", "Your role does not allow this.")));
    await fireEvent.click(screen.getByTestId("setting-tiles"));
    await act();
    expect((screen.getByTestId("setting-tiles") as HTMLInputElement).checked).toBe(true);
  });
});
