// The pages of the window: one line each gives the address, the sidebar's entry, the title and who may see it.
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import FileInput from "@lucide/svelte/icons/file-input";
import ScrollText from "@lucide/svelte/icons/scroll-text";
import UsersRound from "@lucide/svelte/icons/users-round";
import type { Component } from "svelte";
import ActivityPage from "./activity/ActivityPage.svelte";
import Dashboard from "./dashboard/Dashboard.svelte";
import ImportPage from "./exchange/ImportPage.svelte";
import LeadsPage from "./leads/LeadsPage.svelte";
import type { MenuIcon } from "./shared/kit/Menu.svelte";

export type Page = {
  name: string;
  label: string;
  icon: MenuIcon;
  /** The permission without which the page is neither listed nor shown. */
  needs: string;
  group: "daily" | "office";
  shows: Component;
};

export const pages: ReadonlyArray<Page> = [
  { name: "dashboard", label: "Dashboard", icon: LayoutDashboard, needs: "leads.view", group: "daily", shows: Dashboard },
  { name: "leads", label: "Leads", icon: UsersRound, needs: "leads.view", group: "daily", shows: LeadsPage },
  { name: "import", label: "Import", icon: FileInput, needs: "leads.import", group: "daily", shows: ImportPage },
  { name: "activity", label: "Activity log", icon: ScrollText, needs: "activity.view", group: "office", shows: ActivityPage },
];
