// The sentences of the dashboard: the greeting by the clock, and the figures in words.
import type { Dashboard } from "../bindings";
import { counted, number } from "../shared/format";

const monthName = new Intl.DateTimeFormat("en-US", { month: "long" });

/** 'Good morning, Dana'. */
export function greeting(name: string, now: Date): string {
  const hour = now.getHours();
  const part = hour < 5 || hour >= 18 ? "evening" : hour < 12 ? "morning" : "afternoon";
  const first = name.trim().split(/\s+/)[0];
  return first ? `Good ${part}, ${first}` : `Good ${part}`;
}

/** Whose leads a dashboard answers for, by the reach of the role. */
export type Scope = {
  /** Under the greeting; empty where it is the whole office. */
  heading: string;
  /** What all of its leads are called. */
  leads: string;
  /** More than one person's: who holds how many, and what waits for someone, is worth telling. */
  isShared: boolean;
  /** What stands there as long as there is no lead. */
  empty: string;
};

const OFFICE: Scope = { heading: "", leads: "All leads", isShared: true, empty: "Add the next person who calls, or bring in the list that you have kept until now. The figures and pictures appear here by themselves." };
const SCOPES: Record<string, Scope> = {
  everyone: OFFICE,
  team: { heading: "Your team's leads", leads: "Your team's leads", isShared: true, empty: "The leads of your team appear here by themselves." },
  own: { heading: "Your leads", leads: "Your leads", isShared: false, empty: "Leads that you add, and those that are assigned to you or shared with you, appear here by themselves." },
  assigned: { heading: "Leads assigned to you", leads: "Leads assigned to you", isShared: false, empty: "Leads appear here as soon as somebody assigns them to you." },
  partner: { heading: "Your organisation's leads", leads: "Your organisation's leads", isShared: false, empty: "Leads that you send to the office appear here by themselves." },
  clients: { heading: "Clients", leads: "Clients", isShared: false, empty: "Leads appear here as soon as they have become clients." },
};

export function scopeOf(reach: string): Scope {
  return SCOPES[reach] ?? OFFICE;
}

/** What the person should know before anything else. */
export function summary(figures: Dashboard, scope: Scope): string {
  const heading = scope.heading && `${scope.heading}. `;
  const fresh = figures.new_this_month === 0 ? "No new lead this month yet." : `${counted(figures.new_this_month, "new lead")} this month.`;
  if (!scope.isShared) return `${heading}${fresh}`;
  if (figures.not_assigned === 0) return `${heading}${fresh} Every lead has somebody who looks after it.`;
  return `${heading}${fresh} ${counted(figures.not_assigned, "lead")} ${figures.not_assigned === 1 ? "is" : "are"} waiting for someone.`;
}

export type Trend = { text: string; tone: "up" | "down" | "same" };

/** This month beside the last one: '+14 on October'. */
export function trend(figures: Dashboard, now: Date): Trend {
  const before = monthName.format(new Date(now.getFullYear(), now.getMonth() - 1, 1));
  const difference = figures.new_this_month - figures.new_last_month;
  if (difference === 0) return { text: `as many as in ${before}`, tone: "same" };
  return difference > 0 ? { text: `+${number(difference)} on ${before}`, tone: "up" } : { text: `${number(difference)} on ${before}`, tone: "down" };
}
