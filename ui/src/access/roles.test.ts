import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OfficeState, RoleMatrix, RoleShown, Session } from "../bindings";
import { answer, asked, failure, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import { go, route } from "../shared/route.svelte";
import { capital, draftOf, isChanged, saved, stageNames, stagesInShort, toggled } from "./matrix";
import RolesPage from "./RolesPage.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));
vi.stubGlobal("ResizeObserver", class {
  observe(): void {}
  disconnect(): void {}
});

const role = (more: Partial<RoleShown> = {}): RoleShown => ({ role: "own_1", label: "Evening caller", built_in: false, reach: "assigned", masked: false, permissions: ["leads.view", "leads.stage"], stages: [2], accounts: 0, ...more });
const matrix: RoleMatrix = {
  roles: [role({ role: "owner", label: "Owner", built_in: true, reach: "everyone", permissions: ["leads.view", "leads.stage", "roles.edit"], stages: null, accounts: 1 }), role()],
  permissions: [
    { label: "Leads", permissions: [{ permission: "leads.view", label: "See leads" }, { permission: "leads.stage", label: "Change the status" }] },
    { label: "Office", permissions: [{ permission: "roles.edit", label: "Change roles" }] },
  ],
  reaches: [{ reach: "everyone", label: "Everybody's leads", sentence: "All." }, { reach: "assigned", label: "Assigned leads", sentence: "Only those." }],
  stages: [{ stage: 1, label: "Initial call" }, { stage: 2, label: "Contacted" }],
};
const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);
const cell = (of: string, permission: string): string | undefined => document.querySelector(`td[data-role="${of}"][data-permission="${permission}"] .unseen`)?.textContent ?? undefined;

async function act(): Promise<void> {
  await settled();
  await tick();
  await settled();
}
async function show(path: string, permissions: string[] = []): Promise<void> {
  const session = { account: 1, name: "Dana Whitfield", permissions } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
  go(path);
  render(RolesPage);
  await act();
}
async function press(testid: string): Promise<void> {
  await fireEvent.click(screen.getByTestId(testid));
  await act();
}

beforeEach(() => {
  forget();
  answer("roles", () => matrix);
});
afterEach(cleanup);

describe("the matrix of roles", () => {
  it("can be read by everybody and changed by nobody without the permission", async () => {
    await show("/roles/own_1");
    expect([cell("owner", "roles.edit"), cell("own_1", "roles.edit"), cell("own_1", "leads.stage")]).toEqual(["Yes", "No", "Yes"]);
    expect(document.querySelectorAll("button")).toHaveLength(0);
    expect(screen.queryByTestId("role-panel")).toBeNull();
  });

  it("lights the column under the pointer", async () => {
    await show("/roles");
    const column = screen.getAllByTestId("role-column")[1] as HTMLElement;
    await fireEvent.pointerOver(document.querySelector('td[data-role="own_1"][data-permission="leads.view"]') as HTMLElement);
    expect(column.classList.contains("lit")).toBe(true);
    await fireEvent.pointerLeave(screen.getByTestId("role-matrix"));
    expect(column.classList.contains("lit")).toBe(false);
  });

  it("lets a role be copied and opens the copy", async () => {
    answer("role_copy", () => ({ operation: 4, sentence: "Copied.", role: "own_2" }));
    await show("/roles", ["roles.edit"]);
    await fireEvent.keyDown(screen.getAllByTestId("role-menu")[0] as HTMLElement, { key: "Enter" });
    expect(screen.queryByTestId("role-change")).toBeNull();
    await fireEvent.click(await screen.findByTestId("role-copy"));
    await act();
    expect((screen.getByTestId("role-copy-dialog-name") as HTMLInputElement).value).toBe("Owner (copy)");
    await fireEvent.input(screen.getByTestId("role-copy-dialog-name"), { target: { value: "Deputy" } });
    await press("role-copy-dialog-save");
    expect(inputs("role_copy")).toEqual([{ role: "owner", label: "Deputy" }]);
    expect(route.rest).toEqual(["own_2"]);
  });
});

describe("the panel of an own role", () => {
  it("saves what was changed, in the order of the matrix, and closes", async () => {
    answer("role_save", () => ({ operation: 5, sentence: "Saved." }));
    await show("/roles/own_1", ["roles.edit"]);
    expect((screen.getByTestId("role-save") as HTMLButtonElement).disabled).toBe(true);
    await press("permission-roles-edit");
    await press("role-masked");
    await fireEvent.click(screen.getByTestId("role-reach-0").querySelector("input") as HTMLInputElement);
    await fireEvent.click(screen.getByTestId("role-stages-0").querySelector("input") as HTMLInputElement);
    await fireEvent.input(screen.getByTestId("role-label"), { target: { value: " Night caller " } });
    await press("role-save");
    expect(inputs("role_save")).toEqual([{ role: "own_1", label: "Night caller", reach: "everyone", masked: true, permissions: ["leads.view", "leads.stage", "roles.edit"], stages: null }]);
    expect([route.page, route.rest]).toEqual(["roles", []]);
  });

  it("keeps what was chosen when the core refuses, and says so beside the name", async () => {
    answer("role_save", () => Promise.reject(failure("invalid", "There is a role of this name already.", "label")));
    await show("/roles/own_1", ["roles.edit"]);
    await fireEvent.input(screen.getByTestId("role-label"), { target: { value: "Owner" } });
    await press("role-save");
    expect(screen.getByTestId("role-label-error").textContent).toContain("already");
    expect((screen.getByTestId("role-label") as HTMLInputElement).value).toBe("Owner");
  });

  it("retires the role, and opens for no built-in one", async () => {
    answer("role_retire", () => ({ operation: 6, sentence: "Retired." }));
    await show("/roles/own_1", ["roles.edit"]);
    await press("role-retire");
    expect(inputs("role_retire")).toEqual([{ role: "own_1" }]);
    expect(route.rest).toEqual([]);
    cleanup();
    await show("/roles/owner", ["roles.edit"]);
    expect(screen.queryByTestId("role-panel")).toBeNull();
  });
});

describe("a role in words", () => {
  it("tells its stages in short and by name", () => {
    expect([stagesInShort(role(), matrix.stages), stagesInShort(role({ stages: null }), matrix.stages), stagesInShort(role({ permissions: [] }), matrix.stages)]).toEqual(["1 of 2", "All", "None"]);
    expect(stageNames(role(), matrix.stages)).toBe("Contacted");
  });

  it("is unchanged when everything was put back", () => {
    const draft = draftOf(role());
    const more = { ...draft, permissions: toggled(draft.permissions, "roles.edit", true) };
    expect(isChanged(role(), more, matrix)).toBe(true);
    expect(isChanged(role(), { ...more, permissions: toggled(more.permissions, "roles.edit", false) }, matrix)).toBe(false);
    expect(saved("own_1", { ...draft, stages: new Set([2, 1]) }, matrix).stages).toEqual([1, 2]);
  });
});

describe("a permission", () => {
  it("begins its line with a capital", () => {
    expect(capital("see leads")).toBe("See leads");
    expect(capital("")).toBe("");
  });
});
