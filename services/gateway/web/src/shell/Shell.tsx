// SPDX-License-Identifier: Apache-2.0
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense } from "react";
import { NavLink, Outlet } from "react-router";
import { type Me, Refused, signOut, whoCalls } from "../api/client";
import { useJobEvents } from "../jobs/events";
import { Connection } from "./Connection";
import { Fault } from "./Fault";
import { SignIn } from "./SignIn";
import { type Theme, useTheme } from "./theme";

export function useMe() {
  return useQuery({ queryKey: ["me"], queryFn: whoCalls, staleTime: 60_000 });
}

export function Shell() {
  const me = useMe();
  const theme = useTheme();
  if (me.error instanceof Refused && me.error.status === 401) {
    return <SignIn />;
  }
  if (me.isError && me.data === undefined) {
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
      <Header me={me.data} theme={theme} />
      <main id="main" className="page" tabIndex={-1}>
        {me.data === undefined ? <Coming /> : <SignedIn />}
      </main>
      <footer className="foot quiet">
        For research use; not a medical device. <a href="licences.txt">Licences</a>
      </footer>
    </>
  );
}

// The part behind # is the router's.
function toMain(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** Which page it will be is not known yet to those who see it, but that it is one to those who hear it. */
function Coming() {
  return (
    <>
      <h1 className="unseen">Contextile</h1>
      <div className="job ghost" role="status" aria-label="The page is being loaded" />
    </>
  );
}

function SignedIn() {
  useJobEvents();
  return (
    <>
      <Suspense fallback={<Coming />}>
        <Outlet />
      </Suspense>
      <Connection />
    </>
  );
}

function Header({ me, theme: [theme, turn] }: { me: Me | undefined; theme: [Theme, () => void] }) {
  const queries = useQueryClient();
  const leave = async () => {
    await signOut();
    queries.clear();
    await queries.invalidateQueries();
    location.reload();
  };
  return (
    <header className="bar">
      <NavLink to="/slides" className="brand">
        <img src="icon.svg" alt="" width={24} height={24} />
        Contextile
      </NavLink>
      <nav aria-label="Pages">
        <NavLink to="/slides">Slides</NavLink>
        <NavLink to="/cohorts">Cohorts</NavLink>
        <NavLink to="/models">Models</NavLink>
        <NavLink to="/finetune">Fine-tune</NavLink>
        <NavLink to="/classifiers">Classifiers</NavLink>
        <NavLink to="/predictions">Predictions</NavLink>
        <NavLink to="/jobs">Jobs</NavLink>
        <a href="docs/index.html">API</a>
      </nav>
      <div className="who">
        {me !== undefined && (
          <span className="quiet workspace" title={`Workspace ${me.workspace}, signed in as ${me.subject}`}>
            {me.workspace}
          </span>
        )}
        {me?.csrfToken !== undefined && (
          <button type="button" onClick={() => void leave()}>
            Sign out
          </button>
        )}
        {/* Last, so that what comes later moves it nowhere. */}
        <button type="button" onClick={turn} aria-label={`Use the ${theme === "dark" ? "light" : "dark"} theme`}>
          {theme === "dark" ? "Light" : "Dark"}
        </button>
      </div>
    </header>
  );
}
