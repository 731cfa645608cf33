import { describe, expect, it } from "vitest";
import type { Dashboard } from "../bindings";
import { greeting, scopeOf, summary, trend } from "./words";

const figures = (more: Partial<Dashboard>): Dashboard => ({ leads: 9, accounts: 1, new_this_month: 0, new_last_month: 0, active_clients: 0, regular: 0, interim: 0, not_assigned: 0, by_staff: [], by_source: [], by_month: [], by_stage: [], ...more });
const at = (hour: number): Date => new Date(2026, 0, 5, hour);

describe("the dashboard's words", () => {
  it("greets by the clock", () => {
    expect([3, 8, 12, 17, 18].map((hour) => greeting("Dana Whitfield", at(hour)).split(",")[0])).toEqual(["Good evening", "Good morning", "Good afternoon", "Good afternoon", "Good evening"]);
    expect(greeting(" ", at(8))).toBe("Good morning");
  });

  it("sums up in one line", () => {
    expect(summary(figures({ new_this_month: 86, not_assigned: 12 }), scopeOf("everyone"))).toBe("86 new leads this month. 12 leads are waiting for someone.");
    expect(summary(figures({ new_this_month: 1, not_assigned: 1 }), scopeOf("everyone"))).toBe("1 new lead this month. 1 lead is waiting for someone.");
    expect(summary(figures({}), scopeOf("everyone"))).toBe("No new lead this month yet. Every lead has somebody who looks after it.");
  });

  it("says whose leads they are, and who waits only where that is for several people", () => {
    const some = figures({ new_this_month: 2, not_assigned: 3 });
    expect(["team", "own", "assigned", "partner", "clients"].map((reach) => summary(some, scopeOf(reach)))).toEqual([
      "Your team's leads. 2 new leads this month. 3 leads are waiting for someone.",
      "Your leads. 2 new leads this month.",
      "Leads assigned to you. 2 new leads this month.",
      "Your organisation's leads. 2 new leads this month.",
      "Clients. 2 new leads this month.",
    ]);
    expect(scopeOf("a reach of a later version").heading).toBe("");
  });

  it("compares with the month before, over the turn of the year", () => {
    expect(trend(figures({ new_this_month: 86, new_last_month: 72 }), at(9))).toEqual({ text: "+14 on December", tone: "up" });
    expect(trend(figures({ new_this_month: 2, new_last_month: 5 }), at(9))).toEqual({ text: "-3 on December", tone: "down" });
    expect(trend(figures({}), at(9)).tone).toBe("same");
  });
});
