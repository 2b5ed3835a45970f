// SPDX-License-Identifier: Apache-2.0
import { useEffect, useMemo } from "react";
import { useSearchParams } from "react-router";
import { Fault } from "../shell/Fault";
import { FILTERS, type Filter, ORDERS, type Order, isFilter, isOrder, select } from "./order";
import { useSlides } from "./queries";
import { SlideGrid } from "./SlideGrid";
import { SlideTable } from "./SlideTable";
import { UploadBox } from "./UploadBox";

export function SlidesPage() {
  const slides = useSlides();
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = slides;
  // Search and order are over all of them.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  const { search, order, filter, table, set } = useChoices();
  const all = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const shown = useMemo(() => select(all, search, order, filter), [all, search, order, filter]);
  const empty = slides.isSuccess && all.length === 0;

  return (
    <>
      <div className="title">
        <h1>Slides</h1>
        {all.length > 0 && (
          <span className="quiet figure count" role="status">
            {shown.length !== all.length && `${shown.length.toLocaleString("en")} of `}
            {all.length.toLocaleString("en")} {all.length === 1 ? "slide" : "slides"}
            {hasNextPage && ", more are coming"}
          </span>
        )}
      </div>
      <UploadBox wide={empty} />
      {slides.isError && <Fault error={slides.error} />}
      {!empty && <Tools search={search} order={order} filter={filter} table={table} set={set} />}
      {slides.isPending && <Waiting />}
      {all.length > 0 && shown.length === 0 && <p className="empty">No slide matches.</p>}
      {shown.length > 0 && (table ? <SlideTable slides={shown} /> : <SlideGrid slides={shown} />)}
    </>
  );
}

/** What is looked for, kept in the address so that a link shows the same. */
function useChoices() {
  const [address, setAddress] = useSearchParams();
  const order = address.get("order");
  const filter = address.get("filter");
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        before.set(name, value);
        if (value === "") {
          before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  return {
    search: address.get("search") ?? "",
    order: isOrder(order) ? order : ("newest" as const),
    filter: isFilter(filter) ? filter : ("all" as const),
    table: address.get("as") === "table",
    set,
  };
}

interface Choices {
  search: string;
  order: Order;
  filter: Filter;
  table: boolean;
  set: (name: string, value: string) => void;
}

function Tools({ search, order, filter, table, set }: Choices) {
  return (
    <search className="tools">
      <input
        type="search"
        aria-label="Search names, notes and vendors"
        placeholder="Search names, notes, vendors"
        value={search}
        onChange={(event) => set("search", event.target.value)}
      />
      <select aria-label="Which slides" value={filter} onChange={(event) => set("filter", event.target.value)}>
        {Object.entries(FILTERS).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <select aria-label="Order" value={order} onChange={(event) => set("order", event.target.value)}>
        {Object.entries(ORDERS).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
      <button type="button" aria-pressed={table} onClick={() => set("as", table ? "" : "table")}>
        Table
      </button>
    </search>
  );
}

function Waiting() {
  return (
    <ul className="grid" aria-label="Slides are being loaded">
      {Array.from({ length: 8 }, (_, index) => (
        <li key={index} className="card ghost" />
      ))}
    </ul>
  );
}
