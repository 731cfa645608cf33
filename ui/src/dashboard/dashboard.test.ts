import { cleanup, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Dashboard as Figures, OfficeState, Session } from "../bindings";
import { answer, asked, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import Dashboard from "./Dashboard.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));
vi.stubGlobal("ResizeObserver", class {
  observe(): void {}
  disconnect(): void {}
});

const figures: Figures = { leads: 9, accounts: 4, new_this_month: 2, new_last_month: 1, active_clients: 0, regular: 0, interim: 0, not_assigned: 0, by_staff: [], by_source: [], by_month: [], by_stage: [] };

async function show(reach: string, permissions: string[], leads = 9): Promise<void> {
  const session = { account: 1, name: "Dana Whitfield", reach, permissions } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  answer("dashboard", () => ({ ...figures, leads }));
  answer("choices", () => []);
  await office.load();
  render(Dashboard);
  await settled();
  await tick();
}

beforeEach(forget);
afterEach(cleanup);

describe("the dashboard of a role", () => {
  it("shows the whole office to who keeps it", async () => {
    await show("everyone", ["leads.view", "accounts.edit"]);
    expect(screen.getByTestId("dashboard-greeting").textContent).toContain("Dana");
    expect(screen.getByTestId("stat-accounts-value").textContent).toBe("4");
    expect(screen.getByTestId("chart-leads-by-staff")).toBeTruthy();
  });

  it("leaves out what makes no sense for one's own leads", async () => {
    await show("own", ["leads.view"]);
    expect(screen.getByTestId("dashboard-summary").textContent).toContain("Your leads.");
    expect([screen.queryByTestId("stat-accounts"), screen.queryByTestId("chart-leads-by-staff")]).toEqual([null, null]);
    expect(screen.getByTestId("chart-leads-by-month")).toBeTruthy();
  });

  it("offers an import only to who may", async () => {
    await show("assigned", ["leads.view"], 0);
    expect(screen.getByTestId("dashboard-empty").textContent).toContain("as soon as somebody assigns them to you");
    expect(screen.queryByTestId("dashboard-import")).toBeNull();
  });

  it("asks nothing for an account that sees no leads", async () => {
    await show("none", ["leads.import"]);
    expect(screen.getByTestId("dashboard-closed").textContent).toContain("works from the command line");
    expect(asked.some((each) => each.name === "dashboard")).toBe(false);
  });
});
