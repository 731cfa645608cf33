import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Obstacle, OfficeState, Session, UndoOutlook, UndoWhat } from "./bindings";
import { answer, asked, failure, forget, later, settled } from "./shared/fake_host";
import Toasts from "./shared/kit/Toasts.svelte";
import { office } from "./shared/office.svelte";
import Shell from "./Shell.svelte";
import { toast, undoOperation } from "./shared/toast";
import { redoLatest, undoLatest, waiting } from "./shared/undo.svelte";

vi.mock("./shared/host", () => import("./shared/fake_host"));
vi.mock("./pages", async () => {
  const { default: Lamp } = await import("./shared/kit/Lamp.svelte");
  return { pages: [{ name: "dashboard", label: "Dashboard", icon: Lamp, needs: null, group: "daily", shows: Lamp }] };
});

const session = { account: 1, name: "Dana Whitfield", user_name: "dana", role: "Intake", office: "Safelife", permissions: ["leads.view"] } as Partial<Session> as Session;
const obstacle = (operation: number, more: Partial<Obstacle> = {}): Obstacle => ({ operation, who: "Luis Ortega", at: "2026-11-20T09:12:00.000Z", sentence: `Phone of Ruth Abel changed, ${operation}`, what: "Phone of Ruth Abel", can_undo: true, ...more });
const outlook = (more: Partial<UndoOutlook> = {}): UndoOutlook => ({ operation: 7, sentence: "Ruth Abel: phone set", again: false, can: false, why_not: "Luis Ortega changed the phone since.", obstacles: [obstacle(9), obstacle(8, { can_undo: false })], more_obstacles: 0, rest: null, ...more });
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const press = async (testid: string): Promise<void> => {
  await fireEvent.click(screen.getByTestId(testid));
  await act();
};

async function act(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await settled();
    await tick();
  }
}
/** The toast that says this; those of earlier tests may still be there. */
async function toastOf(words: string): Promise<HTMLElement> {
  return (await screen.findAllByText(words)).map((said) => said.closest<HTMLElement>("[data-testid=toast]")).at(-1) as HTMLElement;
}
async function show(): Promise<void> {
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
  render(Toasts);
  render(Shell, { session });
  await act();
}
/** An undo that stands still until every obstacle of the list is gone. */
function blockedBy(found: Obstacle[], more: Partial<UndoOutlook> = {}): void {
  let left = found;
  answer("undo", ({ operation, keep_changed }: UndoWhat) => {
    if (operation === 7 && !keep_changed && left.length > 0) throw failure("moved_on", "Luis Ortega changed the phone since.");
    left = left.filter((each) => each.operation !== operation);
    return { operation: 100 + (operation ?? 0), sentence: `Undone: ${operation}` };
  });
  answer("undo_outlook", () => outlook({ can: left.length === 0, why_not: left.length === 0 ? null : "Luis Ortega changed the phone since.", obstacles: left, ...more }));
}

beforeEach(() => {
  forget();
  answer("undo", ({ operation }: UndoWhat) => ({ operation: 50, sentence: `Undone: ${operation ?? "the latest"}` }));
  answer("redo", () => ({ operation: 51, sentence: "Done again: Ruth Abel added" }));
});
afterEach(() => {
  waiting.undo?.settle(null);
  cleanup();
});

describe("taking back", () => {
  it("says what was taken back, and offers to do just that again", async () => {
    await show();
    expect(await undoOperation(7)).toEqual({ operation: 50, sentence: "Undone: 7" });
    await act();
    const done = await toastOf("Undone: 7");
    answer("undo", () => ({ operation: 52, sentence: "Done again: 7" }));
    await fireEvent.click(within(done).getByRole("button", { name: "Do again" }));
    await act();
    expect(inputs("undo")).toEqual([{ operation: 7 }, { operation: 50 }]);
    expect(within(await toastOf("Done again: 7")).getByTestId("toast-undo")).toBeTruthy();
  });

  it("undoes from the toast of what was done", async () => {
    await show();
    toast("Ruth Abel added.", { undo: 31 });
    await act();
    await fireEvent.click(within(await toastOf("Ruth Abel added.")).getByRole("button", { name: "Undo" }));
    await act();
    expect(inputs("undo")).toEqual([{ operation: 31 }]);
  });

  it("says quietly that nothing is left", async () => {
    answer("undo", () => {
      throw failure("missing", "There is nothing of yours left to undo.");
    });
    await show();
    await undoLatest();
    await act();
    const said = await toastOf("There is nothing of yours left to undo.");
    expect([said.dataset.tone, said.getAttribute("role")]).toEqual(["quiet", "status"]);
  });

  it("goes step by step, however fast the keys are", async () => {
    const slow = later<{ operation: number; sentence: string }>();
    answer("undo", () => slow.promise);
    const both = [undoLatest(), redoLatest()];
    await settled();
    expect(asked.map(({ name }) => name)).toEqual(["undo"]);
    slow.resolve({ operation: 50, sentence: "Undone: Ruth Abel added" });
    await Promise.all(both);
    expect(asked.map(({ name }) => name)).toEqual(["undo", "redo"]);
  });
});

describe("what stands in the way", () => {
  it("is listed, and taken back one by one until the main button can be pressed", async () => {
    blockedBy([obstacle(9), obstacle(8)]);
    await show();
    const done = undoOperation(7);
    await act();
    expect(screen.getByRole("heading", { name: "Something stands in the way" })).toBeTruthy();
    expect(screen.getByTestId("undo-why").textContent).toBe("Luis Ortega changed the phone since.");
    expect(screen.getAllByTestId("undo-obstacle")).toHaveLength(2);
    expect((screen.getByTestId("undo-main") as HTMLButtonElement).disabled).toBe(true);
    for (const left of [1, 0]) {
      await fireEvent.click(screen.getAllByTestId("undo-obstacle-undo")[0] as HTMLElement);
      await act();
      expect(screen.queryAllByTestId("undo-obstacle")).toHaveLength(left);
    }
    const main = screen.getByTestId("undo-main") as HTMLButtonElement;
    expect(main.disabled).toBe(false);
    await press("undo-main");
    expect(await done).toEqual({ operation: 107, sentence: "Undone: 7" });
    expect(screen.queryByTestId("undo-dialog")).toBeNull();
    expect(inputs("undo")).toEqual([{ operation: 7 }, { operation: 9 }, { operation: 8 }, { operation: 7 }]);
  });

  it("has no button where the act is somebody else's to undo", async () => {
    blockedBy([obstacle(9, { can_undo: false })], { more_obstacles: 4 });
    await show();
    void undoOperation(7);
    await act();
    expect(screen.queryByTestId("undo-obstacle-undo")).toBeNull();
    expect(screen.getByTestId("undo-obstacle-fixed")).toBeTruthy();
    expect(screen.queryByTestId("undo-rest")).toBeNull();
    expect(screen.getByTestId("undo-more").textContent).toBe("and 4 acts more");
  });

  it("can be left as it is, and the rest taken back", async () => {
    blockedBy([obstacle(9)], { rest: "Take back 118 of 120 changes" });
    await show();
    const done = undoOperation(7);
    await act();
    expect(screen.getByTestId("undo-rest").textContent?.trim()).toBe("Take back 118 of 120 changes");
    await press("undo-rest");
    expect(inputs("undo").at(-1)).toEqual({ operation: 7, keep_changed: true });
    expect((await done)?.operation).toBe(107);
  });

  it("stays with the sentence of the core when an obstacle cannot be taken back", async () => {
    blockedBy([obstacle(9)]);
    await show();
    void undoOperation(7);
    await act();
    answer("undo", () => {
      throw failure("refused", "Only who did it, or an administrator, can undo it.");
    });
    await press("undo-obstacle-undo");
    expect(screen.getByTestId("undo-problem").textContent).toContain("Only who did it");
    expect(screen.getAllByTestId("undo-obstacle")).toHaveLength(1);
  });

  it("is left alone by Escape, and the keyboard goes back", async () => {
    blockedBy([obstacle(9)]);
    await show();
    const before = screen.getByTestId("nav-dashboard");
    before.focus();
    const done = undoOperation(7);
    await act();
    (screen.getByTestId("undo-dialog") as HTMLDialogElement).close();
    await act();
    expect(await done).toBeNull();
    expect(screen.queryByTestId("undo-dialog")).toBeNull();
    await new Promise((go) => requestAnimationFrame(go));
    expect(document.activeElement).toBe(before);
  });

  it("is asked about for Ctrl+Z too, where it is known what it meant", async () => {
    await show();
    toast("Ruth Abel: phone set.", { undo: 7 });
    blockedBy([obstacle(9)]);
    answer("undo", () => {
      throw failure("moved_on", "Luis Ortega changed the phone since.");
    });
    await undoLatest();
    await act();
    expect(screen.getByTestId("undo-dialog")).toBeTruthy();
    expect(inputs("undo_outlook")).toEqual([{}, { operation: 7 }]);
  });

  it("is asked about for Ctrl+Shift+Z in the words of doing again", async () => {
    await show();
    blockedBy([obstacle(9)], { again: true });
    answer("redo", () => {
      throw failure("moved_on", "Luis Ortega changed the phone since.");
    });
    await redoLatest();
    await act();
    expect(inputs("undo_outlook")[0]).toEqual({ again: true });
    expect(screen.getByTestId("undo-about").textContent).toContain("To do again:");
    await press("undo-obstacle-undo");
    expect(screen.getByTestId("undo-main").textContent?.trim()).toBe("Do again");
    answer("undo", () => ({ operation: 108, sentence: "Done again: Ruth Abel: phone set" }));
    await press("undo-main");
    expect(within(await toastOf("Done again: Ruth Abel: phone set")).getAllByTestId("toast-undo").length).toBe(1);
  });

  it("is no question any more when the screen is left", async () => {
    blockedBy([obstacle(9)]);
    await show();
    const done = undoOperation(7);
    await act();
    cleanup();
    expect(await done).toBeNull();
    expect(waiting.undo).toBeNull();
  });
});

describe("the keys", () => {
  const key = (name: string, more: KeyboardEventInit = {}, target: Element = document.body): Promise<boolean> => fireEvent.keyDown(target, { key: name, ctrlKey: true, ...more });

  it("take back and do again", async () => {
    await show();
    for (const [name, more] of [["z", {}], ["Z", { shiftKey: true }], ["y", {}]] as const) {
      await key(name, more);
      await act();
    }
    expect(asked.filter(({ name }) => name === "undo" || name === "redo").map(({ name }) => name)).toEqual(["undo", "redo", "redo"]);
    expect(inputs("undo")).toEqual([{}]);
  });

  it("belong to a text field while one types, but not to a list of choices", async () => {
    await show();
    const own = document.body.appendChild(document.createElement("textarea"));
    const select = document.body.appendChild(document.createElement("select"));
    for (const name of ["z", "y"]) await key(name, {}, screen.getByTestId("lead-search"));
    await key("z", {}, own);
    await key("Z", { shiftKey: true }, own);
    await act();
    expect(asked.some(({ name }) => name === "undo" || name === "redo")).toBe(false);
    await key("z", {}, select);
    await act();
    expect(inputs("undo")).toEqual([{}]);
    own.remove();
    select.remove();
  });

  it("do nothing while a dialog is open, and nothing again while they are held", async () => {
    blockedBy([obstacle(9)]);
    await show();
    void undoOperation(7);
    await act();
    await key("z");
    await key("y", { repeat: true });
    await act();
    expect(inputs("undo")).toEqual([{ operation: 7 }]);
    expect(inputs("redo")).toEqual([]);
  });
});
