// SPDX-License-Identifier: Apache-2.0
import { Link, useRouteError } from "react-router";
import { Fault } from "./Fault";
import { Refused } from "../api/client";

/** For an address that names no page. */
export function Astray() {
  return (
    <>
      <h1>No such page</h1>
      <p className="empty">
        Nothing is at this address. <Link to="/slides">All slides</Link> are a place to go on from.
      </p>
    </>
  );
}

/** In place of a page that failed. */
export function Broken() {
  const error = useRouteError();
  return (
    <main className="page">
      <h1>This page cannot be shown</h1>
      {error instanceof Refused ? <Fault error={error} /> : <Unforeseen error={error} />}
      <p>
        <a href="#/slides">All slides</a>
      </p>
    </main>
  );
}

function Unforeseen({ error }: { error: unknown }) {
  return (
    <div className="fault" role="alert">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>A part of the page may not have come from the server, or the server may have been renewed since.</p>
      <button type="button" onClick={() => location.reload()}>
        Load it anew
      </button>
    </div>
  );
}
