// SPDX-License-Identifier: Apache-2.0
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { NavLink, Outlet } from "react-router";
import { type Me, Refused, signOut, whoCalls } from "../api/client";
import { useJobEvents } from "../jobs/events";
import { Fault } from "./Fault";
import { SignIn } from "./SignIn";
import { useTheme } from "./theme";

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: whoCalls, staleTime: 60_000 });
}

export function Shell() {
  const me = useMe();
  if (me.error instanceof Refused && me.error.status === 401) {
    return <SignIn />;
  }
  if (me.isError) {
    return (
      <main className="page">
        <h1>Contextile</h1>
        <Fault error={me.error} />
      </main>
    );
  }
  return (
    <>
      <a className="skip" href="#main" onClick={toMain}>
        Skip to the content
      </a>
      <Header me={me.data} />
      <main id="main" className="page" tabIndex={-1}>
        {me.data !== undefined && <SignedIn />}
      </main>
    </>
  );
}

// The part behind # is the router's.
function toMain(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function SignedIn() {
  useJobEvents();
  return <Outlet />;
}

function Header({ me }: { me: Me | undefined }) {
  const queries = useQueryClient();
  const [theme, turn] = useTheme();
  const leave = async () => {
    await signOut();
    queries.clear();
    await queries.invalidateQueries();
    location.reload();
  };
  return (
    <header className="bar">
      <NavLink to="/slides" className="brand">
        Contextile
      </NavLink>
      <nav aria-label="Pages">
        <NavLink to="/slides">Slides</NavLink>
        <NavLink to="/jobs">Jobs</NavLink>
        <a href="page/index.html">All else</a>
      </nav>
      <div className="who">
        {me !== undefined && (
          <span className="quiet" title={`Signed in as ${me.subject}`}>
            {me.workspace}
          </span>
        )}
        <button type="button" onClick={turn} aria-label={`Use the ${theme === "dark" ? "light" : "dark"} theme`}>
          {theme === "dark" ? "Light" : "Dark"}
        </button>
        {me?.csrfToken !== undefined && (
          <button type="button" onClick={() => void leave()}>
            Sign out
          </button>
        )}
      </div>
    </header>
  );
}
